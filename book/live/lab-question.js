// @ts-check
/* Predict first: a scenario's question, answered by a click, and afterwards what came of it. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element } = infogan;

  /* {node, ask(scenario), insist(), end(text), again(), clear(), answered()}. `answer()` is called at the reader's click. */
  infogan.labQuestion = function (answer) {
    const node = element("div", { class: "lab-question", hidden: true });
    /** @type {Scenario | null} */
    let now = null;
    /** @type {number | null} */
    let chosen = null;

    function choose(k) {
      if (node.querySelector(".lab-outcome")) return; // it is decided
      chosen = k;
      node.querySelector(".lab-insist")?.classList.remove("lab-insist");
      buttons().forEach((button, i) => button.setAttribute("aria-pressed", String(i === k)));
      answer();
    }
    const buttons = () => [...node.querySelectorAll("button")];

    return {
      node,
      answered: () => !now || chosen !== null,
      ask(scenario) {
        [now, chosen] = [scenario, null];
        node.hidden = false;
        const offer = (text, k) =>
          element("button", { type: "button", text, "aria-pressed": "false", onclick: () => choose(k) });
        node.replaceChildren(
          element("p", {}, element("b", { text: `${scenario.title}. ` }), scenario.question),
          element("div", { class: "live-row" }, ...[...scenario.answers, "just play"].map(offer)),
        );
      },
      /* To a reader who would play without a guess. */
      insist() {
        node.querySelector("button")?.focus();
        node.querySelector("p")?.classList.add("lab-insist");
      },
      /* What came of it, beside what was predicted. `text`: the numbers of this very run. */
      end(text) {
        if (!now || node.querySelector(".lab-outcome")) return "";
        const right = chosen === now.right;
        const guess = chosen === null ? undefined : now.answers[chosen];
        const verdict = guess ? (right ? "As you said. " : `You said “${guess}”. `) : "";
        const said = `${verdict}${now.outcome}`;
        node.append(
          element("p", { class: "lab-outcome" }, element("b", { text: verdict }), now.outcome, ` ${text}`),
        );
        return said;
      },
      /* Before another run of the same scenario. */
      again: () => node.querySelector(".lab-outcome")?.remove(),
      clear() {
        [now, chosen] = [null, null];
        node.hidden = true;
        node.replaceChildren();
      },
    };
  };
})(window.infogan);

// @ts-check
/* A "Predict first" keeps its answer closed until the reader has guessed, or asks to see it.
   The page is complete without this script: every answer is open then, as it is in print. */
"use strict";
(function () {
  /* Where the browser can search closed parts, find-in-page opens them. */
  const CLOSED = "onbeforematch" in document ? "until-found" : "";
  const boxes = [...document.querySelectorAll(".predict-answer")];
  const controls = new Map();

  function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  /* Open or close the answer; `guess` is what the reader said, if anything. What is open already,
     and is opened by another way than a guess, stays as it is. */
  function show(box, open, guess) {
    if (open && guess === undefined && !box.hasAttribute("hidden")) return;
    const { toggle, said } = controls.get(box);
    if (open) box.removeAttribute("hidden");
    else box.setAttribute("hidden", CLOSED);
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? "Hide the answer" : "Show me";
    if (open) said.textContent = guess ? `Your guess: ${guess}` : "";
  }

  function guessButtons(box, guesses) {
    const group = element("span", { class: "predict-guesses", role: "group" });
    group.setAttribute("aria-label", "Your guess");
    for (const guess of guesses) {
      const button = element("button", { type: "button", "aria-pressed": "false" }, guess);
      button.addEventListener("click", () => {
        for (const other of group.children) {
          other.setAttribute("aria-pressed", String(other === button));
        }
        show(box, true, guess);
      });
      group.append(button);
    }
    return group;
  }

  function guessLine(box) {
    const input = element("input", { type: "text", autocomplete: "off", maxlength: "200" });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") show(box, true, input.value.trim());
    });
    return [element("label", {}, "Your guess ", input), input];
  }

  function close(box) {
    const guesses = box.dataset.options.split("\n").filter(Boolean);
    const [field, input] = guesses.length ? [guessButtons(box, guesses)] : guessLine(box);
    const toggle = element("button", { type: "button", "aria-controls": box.id });
    const said = element("p", { class: "predict-said", role: "status" });
    toggle.addEventListener("click", () => {
      const pressed = field.querySelector("[aria-pressed=true]")?.textContent;
      show(box, box.hasAttribute("hidden"), input ? input.value.trim() : pressed);
    });
    const row = element("div", { class: "predict-row" }, field, toggle);
    if (box === boxes[0] && boxes.length > 1) {
      const all = element("button", { type: "button", class: "predict-all" });
      all.textContent = `Show all ${boxes.length} on this page`;
      all.addEventListener("click", () => boxes.forEach((other) => show(other, true)));
      row.append(all);
    }
    box.before(element("div", { class: "predict" }, row, said));
    controls.set(box, { toggle, said });
    box.addEventListener("beforematch", () => show(box, true));
    show(box, false);
  }

  /* A link may lead to something in a closed answer. */
  function openTarget() {
    let name = location.hash.slice(1);
    try {
      name = decodeURIComponent(name);
    } catch {
      // No encoded text, but perhaps a name as it stands.
    }
    const place = document.getElementById(name);
    const box = place?.closest(".predict-answer");
    if (box) show(box, true);
    return place;
  }

  boxes.forEach(close);
  addEventListener("hashchange", () => openTarget()?.scrollIntoView());
  openTarget()?.scrollIntoView(); // answers above it have closed since the browser went there
})();

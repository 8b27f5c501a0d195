// @ts-check
/* A joint distribution of code and picture, and a Q: drag a probability, and every quantity of the
   derivation follows. Hover over a symbol, and what it is made of lights up. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element, number } = infogan;
  const over = (total, rows) => rows.map((row) => row.map((count) => count / total));
  /* The printed generators of chapter 05, with its Q, and of chapter 04, without one. */
  const PRINTED = {
    pictures: ["A", "B", "C"],
    joint: over(16, [[6, 1, 1], [1, 2, 5]]), // prettier-ignore
    q: [0.7, 0.5, 0.2], // Q(0 | x)
  };
  const TOY = {
    pictures: ["loop", "stroke", "smudge"],
    joint: over(8, [[2, 0, 2], [0, 2, 2]]), // prettier-ignore
    q: [0.5, 0.5, 0.5],
  };
  const LEAST = 0.001; // of a probability that is dragged, so that every logarithm stays finite
  const [LOW, HIGH] = [-1, 1]; // of the axis of nats

  /* What each symbol is made of: the parts of the table that light up. */
  const MADE_OF = {
    entropy: ["rows"],
    conditional: ["joint", "columns"],
    information: ["joint", "rows", "columns"],
    crossEntropy: ["joint", "q"],
    bound: ["rows", "joint", "q"],
    gap: ["joint", "columns", "q"],
    gradient: ["joint", "columns", "q"],
  };

  /* A name, the formula and its symbols, in the order of the derivation. */
  const ROWS = [
    ["entropy", "H(c)", "−Σ P(c) ln P(c)"],
    ["conditional", "H(c|x)", "−Σ P(c, x) ln P(c|x)"],
    ["information", "I(c; x)", "H(c) − H(c|x)"],
    ["crossEntropy", "CE", "−Σ P(c, x) ln Q(c|x)"],
    ["bound", "L_I", "H(c) − CE"],
    ["gap", "gap", "Σ P(x) KL(P(c|x) ‖ Q(c|x))"],
  ];

  infogan.jointPanel = function (place, { withQ = true } = {}) {
    const start = withQ ? PRINTED : TOY;
    const { pictures } = start;
    let state = structuredClone(start);
    const announcer = infogan.announcer();
    const shown = ROWS.filter(([name]) => withQ || !["crossEntropy", "bound", "gap"].includes(name));
    /** @type {Record<string, HTMLElement[]>} */
    const parts = { joint: [], rows: [], columns: [], q: [] };

    function light(name) {
      for (const [part, nodes] of Object.entries(parts)) {
        for (const node of nodes) node.classList.toggle("lit", Boolean(name) && MADE_OF[name].includes(part));
      }
      for (const row of numbers.rows) row.classList.toggle("lit", row.dataset.name === name);
    }

    const part = (kind, node) => {
      parts[kind].push(node);
      return node;
    };

    /* One cell takes the value; the others keep their proportions. */
    function setCell(c, x, value) {
      const share = (1 - value) / (1 - state.joint[c][x]);
      state.joint = state.joint.map((row, i) =>
        row.map((p, j) => (i === c && j === x ? value : Math.max(LEAST / 10, p * share))),
      );
      const total = state.joint.flat().reduce((sum, p) => sum + p, 0);
      state.joint = state.joint.map((row) => row.map((p) => p / total));
    }

    const cells = state.joint.map((row, c) =>
      row.map((_, x) => bar(`P(code ${c}, ${pictures[x]})`, 0.9, (value) => setCell(c, x, value))),
    );
    const guesses = pictures.map((name, x) =>
      bar(`Q(code 0 given ${name})`, 1 - LEAST, (value) => (state.q[x] = value)),
    );

    /* A probability to drag: a slider in a table's cell, with its value. */
    function bar(name, most, change) {
      const text = element("span", { class: "joint-value" });
      const input = element("input", {
        type: "range",
        min: LEAST,
        max: most,
        step: 0.001,
        "aria-label": name,
        oninput: () => {
          change(Number(input.value));
          follow();
        },
      });
      return {
        node: element("div", { class: "joint-bar" }, text, input),
        set(value, note = "") {
          if (document.activeElement !== input) input.value = value;
          text.textContent = number(value, 3) + note;
          input.setAttribute("aria-valuetext", text.textContent);
        },
      };
    }

    const head = (text, attributes = {}) => element("th", { scope: "col", text, ...attributes });
    const sums = { rows: [0, 1].map(() => element("td")), columns: pictures.map(() => element("td")) };
    const table = element(
      "table",
      { class: "joint-table" },
      element("caption", { text: "P(c, x): drag a probability; the others make room" }),
      element("tr", {}, element("td"), ...pictures.map((name) => head(name)), head("P(c)")),
      ...cells.map((row, c) =>
        element(
          "tr",
          {},
          element("th", { scope: "row", text: `code ${c}` }),
          ...row.map((cell) => part("joint", element("td", {}, cell.node))),
          part("rows", sums.rows[c]),
        ),
      ),
      element(
        "tr",
        {},
        element("th", { scope: "row", text: "P(x)" }),
        ...sums.columns.map((node) => part("columns", node)),
        element("td"),
      ),
      ...(withQ
        ? [
            element(
              "tr",
              {},
              element("th", { scope: "row", text: "Q(0 | x)" }),
              ...guesses.map((guess) => part("q", element("td", {}, guess.node))),
              element("td"),
            ),
          ]
        : []),
    );
    const numbers = element("table", { class: "live-nats joint-nats" });
    for (const [name, symbol, formula] of shown) {
      const row = numbers.insertRow();
      row.dataset.name = name;
      row.tabIndex = 0;
      row.append(
        element("th", { scope: "row", text: symbol }),
        element("td", { class: "joint-formula", text: formula }),
        element("td", { class: "joint-number" }),
      );
      for (const event of ["mouseenter", "focus"]) row.addEventListener(event, () => light(name));
      for (const event of ["mouseleave", "blur"]) row.addEventListener(event, () => light(null));
    }
    const segments = Object.fromEntries(
      (withQ ? ["entropy", "information", "bound", "gap"] : ["entropy", "information"]).map((name) => [
        name,
        element("i", { class: `joint-${name}` }),
      ]),
    );
    const axis = element(
      "div",
      { class: "joint-axis", role: "img" },
      ...Object.entries(segments).map(([name, node]) =>
        element("div", { class: "joint-lane" }, element("span", { text: ROWS.find(([n]) => n === name)?.[1] }), node),
      ),
    );

    function follow() {
      const found = infogan.jointQuantities(state.joint, state.q);
      state.joint.forEach((row, c) => row.forEach((p, x) => cells[c][x].set(p)));
      found.codes.forEach((p, c) => (sums.rows[c].textContent = number(p, 3)));
      found.pictures.forEach((p, x) => (sums.columns[x].textContent = number(p, 3)));
      if (withQ) {
        state.q.forEach((p, x) => {
          const push = found.gradient[x];
          const way = Math.abs(push) < 5e-4 ? " ·" : push > 0 ? " ↑" : " ↓";
          guesses[x].set(p, way);
          guesses[x].node.title = `slope of L_I by Q's logit: ${number(push, 3)} nats`;
        });
      }
      for (const row of numbers.rows) row.cells[2].textContent = number(found[row.dataset.name ?? ""], 4);
      for (const [name, node] of Object.entries(segments)) {
        const [from, to] = name === "gap" ? [found.bound, found.information] : [0, found[name]];
        const at = (v) => (100 * (Math.min(Math.max(v, LOW), HIGH) - LOW)) / (HIGH - LOW);
        node.style.left = `${at(Math.min(from, to))}%`;
        node.style.width = `${Math.abs(at(to) - at(from))}%`;
      }
      const say = withQ
        ? `Information ${number(found.information, 3)}, bound ${number(found.bound, 3)}, gap ${number(found.gap, 3)} nats.`
        : `Entropy ${number(found.entropy, 3)}, information ${number(found.information, 3)} nats.`;
      axis.setAttribute("aria-label", `Bars on an axis from −1 to 1 nats. ${say}`);
      announcer.say(say);
    }

    /* Q's logits go up the slope of L_I. */
    function climb(rate = 2) {
      const { gradient } = infogan.jointQuantities(state.joint, state.q);
      state.q = state.q.map((p, x) => {
        const logit = Math.log(p / (1 - p)) + rate * gradient[x];
        return Math.min(Math.max(1 / (1 + Math.exp(-logit)), LEAST), 1 - LEAST);
      });
    }

    const button = (text, act) =>
      element("button", {
        type: "button",
        text,
        onclick: () => {
          act();
          for (const guess of guesses) guess.node.querySelector("input")?.blur();
          follow();
        },
      });
    const buttons = [
      ...(withQ
        ? [
            button("Q climbs one step", () => climb()),
            button("Q is the posterior", () => {
              state.q = infogan.jointQuantities(state.joint, state.q).posterior;
            }),
          ]
        : []),
      button("the code is ignored", () => {
        const margins = infogan.jointQuantities(state.joint, state.q);
        state.joint = margins.codes.map((p) => margins.pictures.map((r) => p * r));
      }),
      button("start again", () => (state = structuredClone(start))),
    ];
    const title = withQ ? "Live: a joint, a Q, and all that the bound is made of" : "Live: a joint, and what the picture tells";
    place.append(
      element(
        "section",
        { class: "live-section", "aria-label": title },
        element("p", { class: "live-title", text: title }),
        table,
        element("div", { class: "live-row" }, ...buttons),
        element("div", { class: "joint-below" }, numbers, axis),
        element("small", {
          text: withQ
            ? "Arrows at Q: where the slope of L_I pushes its logit. Point at a symbol to see what it is made of."
            : "Point at a symbol to see what it is made of.",
        }),
        announcer.node,
      ),
    );
    follow();
  };
})(window.infogan);

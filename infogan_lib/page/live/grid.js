// @ts-check
/* Every category down, one code across, the same z in every cell; a click takes a cell. */
"use strict";
window.infogan = window.infogan || {};

(function (infogan) {
  const { element, isCategory, number } = infogan;
  const COLUMNS = 9;
  const SLICE = 8; // milliseconds of drawing before the page may answer the reader again
  const SHIFTS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };

  /* After what the page has to do now, but without the 4 ms that setTimeout waits. */
  function later(work) {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      work();
    };
    channel.port2.postMessage(0);
  }

  /* The grid of a model with a category and a continuous code; null for others. */
  infogan.grid = function (networks, state) {
    const { latent } = networks;
    const down = /** @type {CategoryCode} */ (latent.codes.find(isCategory)); // or undefined
    const across = latent.codes.filter((code) => !isCategory(code));
    if (!down || across.length === 0) return null;

    const cell = networks.side + 1; // and a gap
    let code = across[0];
    let job = 0; // a newer drawing stops an older one
    let drawnFor = "";
    const size = [COLUMNS * cell - 1, down.size * cell - 1];
    const canvas = element("canvas", { width: size[0], height: size[1], "aria-hidden": "true" });
    const cells = element("div", { class: "live-cells", role: "group" });
    cells.style.setProperty("--columns", String(COLUMNS));
    const board = element("div", { class: "live-board" }, canvas, cells);
    const rows = element("div", { class: "live-rows", "aria-hidden": "true" });
    rows.append(...Array.from({ length: down.size }, (_, k) => element("span", { text: `${k}` })));
    const heads = element("div", { class: "live-heads", "aria-hidden": "true" });
    const values = () => {
      const { centre, half } = infogan.trained(code);
      return Array.from(
        { length: COLUMNS },
        (_, i) => centre + half * ((4 * i) / (COLUMNS - 1) - 2),
      );
    };

    const buttons = Array.from({ length: down.size * COLUMNS }, (_, i) =>
      element("button", { type: "button", tabindex: i ? "-1" : "0", onclick: () => choose(i) }),
    );
    cells.append(...buttons);
    cells.addEventListener("keydown", (event) => {
      const to = buttons.findIndex((button) => button === document.activeElement) + (SHIFTS[event.key] ?? NaN);
      if (!buttons[to]) return;
      event.preventDefault();
      buttons[to].focus();
    });
    cells.addEventListener("focusin", (event) => {
      for (const button of buttons) button.tabIndex = button === event.target ? 0 : -1;
    });

    function choose(i) {
      state.set({
        values: { [down.name]: Math.floor(i / COLUMNS), [code.name]: values()[i % COLUMNS] },
      });
    }

    function label() {
      const marks = values().map((value) => number(value, 1));
      heads.replaceChildren(...marks.map((text) => element("span", { text })));
      cells.setAttribute("aria-label", `Grid: ${down.name} down, ${code.name} across`);
      buttons.forEach((button, i) => {
        const k = Math.floor(i / COLUMNS);
        const text = `${down.name} ${k}, ${code.name} ${marks[i % COLUMNS]}`;
        button.setAttribute("aria-label", text);
        button.title = text;
      });
    }

    function mark({ values: chosen }) {
      const at = values().map((value) => Math.abs(value - chosen[code.name]));
      const column = at.indexOf(Math.min(...at));
      const { half } = infogan.trained(code);
      const current = at[column] < half / 100 ? chosen[down.name] * COLUMNS + column : -1;
      buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === current)));
    }

    /* Draw all cells, a few milliseconds at a time. */
    function draw(now) {
      mark(now);
      const others = { ...now.values, [down.name]: 0, [code.name]: 0 };
      const key = JSON.stringify([now.seed, code.name, others]);
      if (key === drawnFor) return;
      drawnFor = key;
      const mine = ++job;
      const z = infogan.noise(now.seed, latent.noise);
      const columns = values();
      let i = 0;
      (function some() {
        const until = performance.now() + SLICE;
        while (i < buttons.length && performance.now() < until) {
          const [k, j] = [Math.floor(i / COLUMNS), i % COLUMNS];
          const codes = { ...others, [down.name]: k, [code.name]: columns[j] };
          const image = networks.generate(infogan.assemble(latent, z, codes));
          networks.paint(canvas, image, j * cell, k * cell);
          i++;
        }
        board.dataset.drawn = i === buttons.length ? key : "";
        if (i < buttons.length) later(() => mine === job && some());
      })();
    }

    const select = element(
      "select",
      {
        onchange: () => {
          code = across[select.selectedIndex];
          label();
          draw(state.get());
        },
      },
      ...across.map((option) => element("option", { text: option.name })),
    );
    label();
    // A grid that nobody sees need not follow the sliders.
    let seen = false;
    const watch = (entries) => {
      seen = entries[entries.length - 1].isIntersecting;
      if (seen) draw(state.get());
    };
    new IntersectionObserver(watch, { rootMargin: "200px" }).observe(board);
    state.watch((now) => seen && draw(now));
    return element(
      "section",
      { class: "live-section", "aria-label": "All categories at once" },
      element("p", { class: "live-title", text: "All categories at once" }),
      element("label", { class: "live-across" }, `${down.name} down, across: `, select),
      element("div", { class: "live-sheets" }, heads, rows, board),
      element("p", { class: "live-note", text: "A click puts a cell on the sliders." }),
    );
  };
})(window.infogan);

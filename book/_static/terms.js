// @ts-check
/* A word's definition beside its link: on pointing, on focus, and on the first tap; Escape hides it. */
"use strict";
(function () {
  const GAP = 6; // pixels between the word and its definition
  const note = document.createElement("div");
  note.className = "term-note";
  note.id = "term-note";
  note.setAttribute("role", "tooltip");
  note.hidden = true;
  (document.querySelector("main") ?? document.body).append(note);
  /** @type {HTMLElement | null} */
  let shown = null;

  function hide() {
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    note.hidden = true;
  }

  function show(link) {
    if (shown === link) return;
    hide();
    shown = link;
    note.textContent = link.dataset.definition;
    note.hidden = false;
    link.setAttribute("aria-describedby", note.id);
    const word = link.getClientRects()[0];
    const left = Math.min(word.left, document.documentElement.clientWidth - note.offsetWidth - 8);
    const above = word.top - note.offsetHeight - GAP;
    const origin = (note.offsetParent ?? document.documentElement).getBoundingClientRect();
    note.style.left = `${Math.max(left, 8) - origin.left}px`;
    note.style.top = `${(above > 60 ? above : word.bottom + GAP) - origin.top}px`;
  }

  let touched = false;
  /** @type {NodeListOf<HTMLElement>} */
  const links = document.querySelectorAll("a.term[data-definition]");
  for (const link of links) {
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "touch") show(link);
    });
    link.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch" && document.activeElement !== link) hide();
    });
    link.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"));
    link.addEventListener("focus", () => touched || show(link));
    link.addEventListener("blur", hide);
    /* The first tap shows the definition, the second follows the link. */
    link.addEventListener("click", (event) => {
      if (!touched || shown === link) return;
      event.preventDefault();
      show(link);
    });
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("pointerdown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (shown && !target.closest?.("a.term, .term-note")) hide();
  });
})();

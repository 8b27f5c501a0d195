// @ts-check
/* Formulas are set first, then each slide's text is made small enough, then the deck starts. */
"use strict";

(function () {
  const LEAST = 0.55; // of the normal size; a test asks that no slide needs less
  const tooWide = (part) => part.scrollWidth > part.clientWidth;
  const tooHigh = (part) => part.scrollHeight > part.clientHeight;
  const overflows = (slide) =>
    [slide, slide.querySelector(".body")].some(tooHigh) ||
    [slide, ...slide.querySelectorAll("pre, table")].some(tooWide);

  /* First a formula that is wider than its slide, then all of the text. */
  function fit(slide) {
    for (const formula of slide.querySelectorAll(".formula")) {
      const share = (0.98 * formula.clientWidth) / formula.scrollWidth;
      if (tooWide(formula)) formula.style.fontSize = `${1.15 * share}em`;
    }
    for (let share = 1; overflows(slide) && share > LEAST; share -= 0.05) {
      slide.style.setProperty("--share", share - 0.05);
    }
  }

  async function start() {
    document.body.classList.add("measured");
    await document.fonts.ready;
    for (const slide of document.querySelectorAll("section.slide")) fit(slide);
    document.body.classList.remove("measured");
    await Reveal.initialize({
      width: 1280,
      height: 720,
      margin: 0,
      center: false,
      hash: true,
      slideNumber: "c/t",
      transition: "none",
      plugins: [RevealNotes],
    });
    document.body.dataset.deck = "ready";
  }

  window.MathJax = {
    tex: { inlineMath: [["\\(", "\\)"]], displayMath: [["\\[", "\\]"]] },
    chtml: { matchFontHeight: false }, // what is not shown yet has no height to match
    options: { enableMenu: false },
    startup: { pageReady: () => MathJax.startup.defaultPageReady().then(start) },
  };
})();

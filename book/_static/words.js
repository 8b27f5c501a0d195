// @ts-check
/* Says in the page's language what scripts write in English. `infoganWords` holds the texts, with {}
   for each number; a text that is not there stays English. tools/languages.py loads this. */
"use strict";
(function () {
  const table = window.infoganWords ?? {};
  const NUMBER = /[−-]?(?:\d+(?:,\d{3})*(?:\.\d+)?|∞)/g; // as in tools/languages.py
  const SENTENCE = /(?<=[.!?]) +/;
  const NAMES = ["alt", "title", "placeholder", "aria-label", "aria-valuetext"];
  const KEPT = "script, style, pre, code, textarea, .math, mjx-container";

  /* As a whole, or sentence by sentence. */
  function said(text) {
    const inner = text.trim();
    const key = inner.replace(/\s+/g, " ");
    const found = table[key] ?? table[key.replace(NUMBER, "{}")];
    if (found === undefined) {
      const parts = key.split(SENTENCE);
      return parts.length === 1 ? text : parts.map(said).join(" ").replace(/([。！？]) /g, "$1");
    }
    const numbers = key.match(NUMBER) ?? [];
    return text.replace(inner, () => found.replace(/\{\}/g, () => numbers.shift()));
  }

  function label(node, name) {
    const text = node.getAttribute(name);
    const told = text && said(text);
    if (told && told !== text) node.setAttribute(name, told);
  }

  function walk(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!/[A-Za-z]/.test(node.data) || node.parentElement?.closest(KEPT)) return;
      const told = said(node.data);
      if (told !== node.data) node.data = told;
    } else if (node.nodeType === Node.ELEMENT_NODE && !node.matches(KEPT)) {
      for (const name of NAMES) label(node, name);
      node.childNodes.forEach(walk);
    }
  }

  /* Observers are called before the next picture is drawn, so that no English flashes. */
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes, attributeName } of changes) {
      if (type === "attributes") label(target, attributeName);
      else if (type === "characterData") walk(target);
      else addedNodes.forEach(walk);
    }
  }).observe(document.documentElement, {
    attributeFilter: NAMES,
    characterData: true,
    childList: true,
    subtree: true,
  });
})();

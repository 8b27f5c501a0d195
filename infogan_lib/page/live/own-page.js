// @ts-check
/* Starts the explorer of a page of its own. */
"use strict";
(function (infogan) {
  const box = /** @type {HTMLElement} */ (document.querySelector(".live-explorer"));
  const place = document.createElement("div");
  place.className = "live";
  box.replaceChildren(place);
  infogan.openExplorer(place, infogan.networks(infogan.weights), document.title);
  box.dataset.live = "ready";
})(window.infogan);

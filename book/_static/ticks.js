// @ts-check
/* What the reader's browser remembers of the quizzes, and its trace in the menu.
   Kept under one key, {chapter: {of: 5, done: [names of questions]}}. Where the browser keeps
   nothing, ticks last as long as the page, and the quiz says so. */
"use strict";
window.infoganTicks = (function () {
  const KEY = "infogan-quiz";
  let kept = {};
  let lasting = true;

  function load() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      kept = found && typeof found === "object" && !Array.isArray(found) ? found : {};
    } catch (error) {
      lasting = error instanceof SyntaxError; // something else was kept there: begin anew
    }
  }

  function save() {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      lasting = false; // forbidden, or no room
    }
    mark();
  }

  /* Names of the questions of a chapter that were answered rightly. */
  function done(chapter) {
    const names = kept[chapter]?.done;
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
  }

  function add(chapter, name, questions) {
    const known = done(chapter).filter((other) => questions.includes(other) && other !== name);
    kept[chapter] = { of: questions.length, done: [...known, name] };
    save();
  }

  function erase() {
    kept = {};
    try {
      localStorage.removeItem(KEY);
    } catch {
      lasting = false;
    }
    mark();
    dispatchEvent(new Event("infogan-erased"));
  }

  /* Beside each chapter in the menu: how many of its questions are answered. */
  function mark() {
    for (const old of document.querySelectorAll(".quiz-ticks")) old.remove();
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const links = document.querySelectorAll("nav.bd-links a.reference");
    for (const link of links) {
      const chapter = /(?:^|\/)\d+-([\w-]+)\.html$/.exec(new URL(link.href).pathname)?.[1];
      const count = done(chapter).length;
      if (!count) continue;
      const { of } = kept[chapter];
      const seen = document.createElement("span");
      seen.setAttribute("aria-hidden", "true");
      seen.textContent = count >= of ? "✓" : `${count}/${of}`;
      const heard = document.createElement("span");
      heard.className = "quiz-heard";
      heard.textContent = ` (${count} of ${of} questions answered)`;
      const tick = document.createElement("span");
      tick.className = "quiz-ticks";
      tick.append(seen, heard);
      link.append(tick);
    }
  }

  /* The page on how to use the course has a place for the button that erases. */
  function offerErasing(place) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Erase my ticks";
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    button.addEventListener("click", () => {
      const chapters = Object.keys(kept).length;
      erase();
      if (!lasting) said.textContent = "This browser keeps no ticks for these pages.";
      else if (chapters) said.textContent = `Erased: the ticks of ${chapters} chapter(s).`;
      else said.textContent = "There was nothing to erase.";
    });
    place.replaceChildren(button, said);
  }

  load();
  mark();
  document.querySelectorAll(".quiz-erase").forEach(offerErasing);
  addEventListener("storage", (event) => {
    if (event.key !== KEY && event.key !== null) return; // null: all was cleared
    load();
    if (event.newValue === null) kept = {};
    mark();
  });
  return { done, add, erase, lasts: () => lasting };
})();

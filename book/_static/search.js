// @ts-check
/* Search in the book's sections. sections.js holds them all, so that nothing is fetched: a page that
   is opened from its folder may not. Every word must occur, in the titles or the text. */
"use strict";
(function () {
  const AROUND = 110; // characters of an excerpt to either side of the first word found
  const MOST = 40; // results
  const IN_TITLE = 20;
  const IN_PAGE = 6;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  /* plain(text), and the place in the text of each of its characters, and of its end. */
  function placed(text) {
    const places = [];
    let all = "";
    for (let at = 0; at < text.length; at++) {
      const part = plain(text[at]);
      for (let i = 0; i < part.length; i++) places.push(at);
      all += part;
    }
    return { all, places: [...places, text.length] };
  }
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  /* Finds a word by its beginning: "entrop" finds "entropy", and "tropy" does not. */
  const pattern = (word, flags) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}`, flags);

  function score(section, words) {
    let total = 0;
    for (const word of words) {
      const found = (text) => (text.match(pattern(word, "gu")) ?? []).length;
      const points =
        IN_TITLE * Math.min(found(section.titleWords), 1) +
        IN_PAGE * Math.min(found(section.pageWords), 1) +
        Math.min(found(section.words), 5);
      if (!points) return 0;
      total += points;
    }
    return total;
  }

  /* The text around the first word found, with every word marked. */
  function excerpt(section, words) {
    const node = document.createElement("p");
    const hits = words.map((word) => section.words.search(pattern(word, "u"))).filter((at) => at >= 0);
    const first = hits.length ? placed(section.text).places[Math.min(...hits)] : 0;
    let from = Math.max(first - AROUND, 0);
    if (from) from = section.text.indexOf(" ", from) + 1;
    const text = section.text.slice(from, first + 2 * AROUND);
    const { all, places: at } = placed(text);
    const any = new RegExp(words.map((word) => pattern(word, "u").source).join("|"), "giu");
    if (from) node.append("… ");
    let done = 0;
    for (const found of all.matchAll(any)) {
      const [start, end] = [at[found.index], at[found.index + found[0].length]];
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      node.append(text.slice(done, start), mark);
      done = end;
    }
    node.append(text.slice(done));
    if (first + 2 * AROUND < section.text.length) node.append(" …");
    return node;
  }

  function result(section, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = section.url;
    link.textContent = section.title;
    item.append(link);
    if (section.page !== section.title) item.append(` · ${section.page}`);
    item.append(excerpt(section, words));
    return item;
  }

  const place = /** @type {HTMLElement} */ (document.querySelector("#search-results"));
  const query = new URLSearchParams(location.search).get("q") ?? "";
  const words = plain(query).split(/\s+/).filter(Boolean);
  /** @type {NodeListOf<HTMLInputElement>} */
  const inputs = document.querySelectorAll('input[name="q"]');
  for (const input of inputs) input.value = query;
  if (!words.length) return;
  const sections = window.infoganSections.map(([url, page, title, text]) => ({
    url,
    page,
    title,
    text,
    words: plain(text),
    titleWords: plain(title),
    pageWords: plain(page),
  }));
  const found = sections
    .map((section) => /** @type {const} */ ([score(section, words), section]))
    .filter(([points]) => points)
    .sort(([a], [b]) => b - a);
  const heading = document.createElement("p");
  heading.setAttribute("role", "status");
  const number = found.length > MOST ? `The best ${MOST} of ${found.length}` : found.length || "No";
  heading.textContent = `${number} section${found.length === 1 ? "" : "s"} for “${query}”.`;
  if (!found.length) heading.textContent += " Try fewer words, or the beginning of one.";
  const list = document.createElement("ol");
  list.className = "section-results";
  list.append(...found.slice(0, MOST).map(([, section]) => result(section, words)));
  place.append(heading, list);
})();

"""What axe-core complains of in a page, with texts that look alike judged by a few of them.

Finding what stands behind a text is dear: on the longest page, four fifths of axe's time. A book
says most of its words in a few looks, so axe judges three texts of each; where it can judge none of
the three, all of that look.
"""

from __future__ import annotations

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT

# Those of axe-core's rules that a colour scheme can break.
COLOURS = ["color-contrast", "link-in-text-block"]
# After two frames a page stands as its new size or colours want it.
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Gives [rule, elements] for each look. A look is all that the two rules judge by: of a text its own
# style, each background behind it up to one that hides the rest, and what makes these fade; of a
# link its block's style too. A text that leaves one of its ancestors, or lies on the background of
# a stranger, has a look of its own.
LOOKS = """([contrast, block]) => {
  const chains = new Map(), rows = new Map(), looks = new Map(), ROW = 100;
  const CUT = /^rect\\((\\d)px, \\1px, \\1px, \\1px\\)$/;
  const LINK = "a[href], [role=link]";
  const { removeUnicode, sanitize } = axe.commons.text;
  let own = 0;
  const clear = (style) =>
    style.backgroundImage === "none" && /, 0\\)$/.test(style.backgroundColor);
  function painted(element, part) {
    const style = getComputedStyle(element, part);
    if (/^(none|normal)$/.test(style.content) || clear(style)) return "";
    return [part, style.position, style.backgroundColor, style.backgroundImage].join();
  }
  // What lies behind a text of this element, in words, and the boxes that should hold it.
  function chain(element) {
    if (!element) return { faded: "", behind: "", boxes: [], cut: false };
    if (chains.has(element)) return chains.get(element);
    const style = getComputedStyle(element), up = chain(element.parentElement);
    const fades = [style.opacity, style.filter, style.mixBlendMode].join();
    const faded = (fades === "1,none,normal" ? "" : fades + ";") + up.faded;
    const hides = /^rgb\\(/.test(style.backgroundColor) && faded === "";
    const paint = clear(style) ? "" : [style.backgroundColor, style.backgroundImage].join();
    const parts = painted(element, "::before") + painted(element, "::after");
    const holds = paint && style.display !== "inline" && style.overflowX === "visible"
      && !element.matches("html, body");
    const found = {
      faded, cut: up.cut || CUT.test(style.clip),
      behind: (paint || parts ? `${paint}${parts}>` : "") + (hides ? "" : up.behind),
      boxes: [...(holds ? [element.getBoundingClientRect()] : []), ...(hides ? [] : up.boxes)],
    };
    chains.set(element, found);
    return found;
  }
  const shown = (element) => !chain(element).cut
    && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  function note(rule, element, ...words) {
    const style = getComputedStyle(element), { faded, behind } = chain(element);
    const look = [rule, style.color, style.fontSize, style.fontWeight, style.textShadow,
      style.webkitTextStroke, faded, behind, ...words].join("|");
    if (!looks.has(look)) looks.set(look, [rule, []]);
    looks.get(look)[1].push(element);
  }
  function* strangers(line) {
    for (let row = Math.floor(line.top / ROW); row <= line.bottom / ROW; row++) {
      yield* rows.get(row) ?? [];
    }
  }
  const meet = (a, b) => a.top < b.bottom - 1 && a.bottom > b.top + 1
    && a.left < b.right - 1 && a.right > b.left + 1;
  const within = (a, b) => a.top >= b.top - 1 && a.bottom <= b.bottom + 1
    && a.left >= b.left - 1 && a.right <= b.right + 1;
  function astray(element, text) {
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()].some((line) =>
      !chain(element).boxes.every((box) => within(line, box))
      || [...strangers(line)].some(([other, box]) => meet(line, box) && !other.contains(element)));
  }
  const elements = [...document.body.querySelectorAll("*")];
  for (const element of elements) {
    if (clear(getComputedStyle(element)) || !shown(element)) continue;
    const box = element.getBoundingClientRect();
    for (let row = Math.floor(box.top / ROW); row <= box.bottom / ROW; row++) {
      if (!rows.has(row)) rows.set(row, []);
      rows.get(row).push([element, box]);
    }
  }
  for (const element of elements) {
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const said = sanitize(texts.map((text) => text.data).join(" "));
    if (element.matches("input, select, textarea")) note(contrast, element, ++own);
    // Axe leaves out what has neither letters nor digits, and doubts what has one alone.
    else if (said && sanitize(removeUnicode(said, { emoji: true, punctuations: true }))
      && shown(element)) {
      const alone = texts.some((text) => astray(element, text));
      note(contrast, element, said.length === 1, alone ? ++own : "");
    }
  }
  const length = (node) => node.textContent.replace(/\\s/g, "").length;
  for (const link of document.querySelectorAll(LINK)) {
    let around = link.parentElement;
    while (around && /^(inline|contents)$/.test(getComputedStyle(around).display)) {
      around = around.parentElement;
    }
    if (!around || !shown(link)) continue;
    const links = [...around.querySelectorAll(LINK)];
    if (length(around) === links.reduce((sum, part) => sum + length(part), 0)) continue;
    const [mine, theirs] = [link, around].map((element) => {
      const style = getComputedStyle(element);
      return ["display", "fontFamily", "fontStyle", "textDecoration", "borderTop", "borderBottom",
        "outline", "color", "fontSize", "fontWeight"].map((name) => style[name]).join();
    });
    const parts = ["::before", "::after"].map((part) => getComputedStyle(link, part).content);
    note(block, link, mine, theirs, parts, chain(around).faded, chain(around).behind);
  }
  return [...looks.values()];
}"""
RUN = """async ([rules, options]) => {
  const looks = rules.length ? (LOOKS)(rules) : [];
  const judged = new Set(), found = [];
  axe.configure({ rules: rules.map((id) => ({ id, selector: `[data-judged~=${id}]` })) });
  async function judge(some, options) {
    for (const [rule, elements] of some) {
      for (const { dataset } of elements) dataset.judged = `${dataset.judged ?? ""} ${rule}`;
    }
    // It would ask for every style sheet again, for a rule that is not among those it follows.
    const only = { elementRef: true, selectors: false, preload: { assets: ["media"] } };
    const seen = await axe.run({ ...only, ...options });
    for (const [, elements] of some) for (const { dataset } of elements) delete dataset.judged;
    const clear = ({ id, nodes }) => nodes.map(({ element }) => [id, element]);
    for (const [id, element] of [...seen.passes, ...seen.violations].flatMap(clear)) {
      if (rules.includes(id)) judged.add(looks.find(
        ([rule, elements]) => rule === id && elements.includes(element)));
    }
    for (const { id, nodes } of seen.violations) {
      for (const { html, failureSummary } of nodes) found.push([id, html, failureSummary]);
    }
  }
  await judge(looks.map(([rule, all]) => [rule, [all[0], all[all.length >> 1], all.at(-1)]]),
    options);
  const open = looks.filter((look) => look[1].length > 3 && !judged.has(look));
  if (open.length) await judge(open, { runOnly: rules });
  return found;
}""".replace("LOOKS", LOOKS)


def violations(page, colours: str = "too") -> list[str]:
    """What axe-core finds, one line a rule and place.

    ``colours``: looked at "too", "alone" or "never".
    """
    options = {
        "too": {},
        "alone": {"runOnly": COLOURS},
        "never": {"rules": {rule: {"enabled": False} for rule in COLOURS}},
    }
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, [[] if colours == "never" else COLOURS, options[colours]])
    return [f"{rule}: {html[:120]} {summary[-150:]}" for rule, html, summary in found]


def in_both_schemes(page) -> Iterator[tuple[str, str]]:
    """The page in light colours, then in dark ones, and how colours are to be looked at there.

    Whatever no scheme can break need not be looked at again. Open the page with less motion, or
    colours may still be on their way.
    """
    for scheme, colours in (("light", "too"), ("dark", "alone")):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(FRAMES)
        assert page.evaluate("document.documentElement.dataset.theme") == scheme, page.url
        yield scheme, colours

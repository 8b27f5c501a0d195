"""A Sphinx extension: what Sphinx's own gettext road leaves in English.

Sphinx translates the text of pages from ``locale/<language>/LC_MESSAGES``. This adds the menu,
whose entries join the catalogue of the first page, and the words that come from elsewhere: from
scripts, from figures' captions, from the foot of the page. They stand in
``locale/<language>/words.json``, the English text as key and ``{}`` for each number. A text that
is not there stays English.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

from sphinx import addnodes
from sphinx.locale import init as init_locale
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import docname_to_domain

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
OWN_NAMES = {"zh_CN": "简体中文"}
# book/_static/words.js splits texts in the same way.
NUMBER = re.compile(r"[−-]?(?:\d+(?:,\d{3})*(?:\.\d+)?|∞)")
FULL_STOP = re.compile(r"(?<=[。！？]) ")  # no space follows it
SENTENCE = re.compile(r"(?<=[.!?]) +")
TEXT = re.compile(r"(?<=>)[^<>]*[A-Za-z][^<>]*(?=<)")
# Values of alt, title and aria-label.
NAMED = re.compile(r'(?:(?<= alt=")|(?<= title=")|(?<= aria-label="))[^"]+(?=")')
LEFT = re.compile(
    r"<(script|style|pre|code)\b.*?</\1>|<span class=\"(?:math|pre)\b.*?</span>", re.S
)


def words(language: str) -> dict[str, str]:
    """``{English: translation}`` of words.json; empty for English."""
    path = LOCALE / language / "words.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def said(text: str, table: dict[str, str]) -> str:
    """``text`` in the other language: as a whole, or sentence by sentence; else as it is."""
    inner = text.strip()
    key = " ".join(inner.split())
    numbers = NUMBER.findall(key)
    found = table.get(key) or table.get(NUMBER.sub("{}", key))
    if found is None:
        parts = SENTENCE.split(key)
        if len(parts) == 1:
            return text
        return FULL_STOP.sub("", " ".join(said(part, table) for part in parts))
    fill = iter(numbers)
    found = re.sub(r"\{\}", lambda _: next(fill), found)
    return text.replace(inner, found) if inner else text


def rewrite(page: str, table: dict[str, str]) -> str:
    """A piece of HTML with its texts, alternative texts and labels looked up in ``table``."""

    def one(match: re.Match[str]) -> str:
        text = html.unescape(match[0])
        told = said(text, table)
        return match[0] if told == text else html.escape(told)

    done, at = [], 0
    for kept in LEFT.finditer(page):
        done += [NAMED.sub(one, TEXT.sub(one, page[at : kept.start()])), kept[0]]
        at = kept.end()
    return "".join([*done, NAMED.sub(one, TEXT.sub(one, page[at:]))])


def title_of(source: Path) -> str:
    """The first heading of a page or notebook: its entry in the menu."""
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".ipynb":
        text = "".join(json.loads(text)["cells"][0]["source"])
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


class Menu(SphinxTransform):
    """Give the menu's titles to translators, and take theirs. After sphinx-external-toc (100)."""

    default_priority = 101

    def apply(self, **kwargs: Any) -> None:
        domain = docname_to_domain(self.env.docname, self.config.gettext_compact)
        folders = [str(Path(self.env.srcdir) / folder) for folder in self.config.locale_dirs]
        catalogue, known = init_locale(folders, self.config.language, domain)
        for toctree in self.document.findall(addnodes.toctree):
            titles = [
                (title or title_of(Path(self.env.doc2path(docname))), docname)
                for title, docname in toctree["entries"]
            ]
            toctree["rawentries"] = [title for title, _ in titles if title]
            if not known:
                continue
            for n, (title, docname) in enumerate(titles):
                if (told := catalogue.gettext(title)) != title:
                    toctree["entries"][n] = (told, docname)
            if toctree["caption"]:
                toctree["caption"] = catalogue.gettext(toctree["caption"])


def others(outdir: Path) -> list[tuple[str, str]]:
    """Languages whose book stands below this one's folder, with their own names."""
    return [item for item in OWN_NAMES.items() if (outdir / item[0] / "index.html").exists()]


def translate_page(app: Any, page: str, template: str, context: dict, doctree: Any) -> None:
    """Rewrite what the catalogues don't reach, and link the other languages' first pages."""
    table = words(app.config.language)
    up = "../" * page.count("/")
    links = [
        f'<a href="{up}{code}/index.html" lang="{code.replace("_", "-")}">{name}</a>'
        for code, name in others(Path(app.outdir))
    ]
    if app.config.language in OWN_NAMES and Path(app.outdir).name == app.config.language:
        links.append(f'<a href="{up}../index.html" lang="en">English</a>')
    if links:
        foot = context.get("theme_extra_footer", "")
        context["theme_extra_footer"] = f'{foot}<p class="languages">{" · ".join(links)}</p>'
    if not table:
        return
    for part in ("body", "theme_extra_footer"):
        if context.get(part):
            context[part] = rewrite(f">{context[part]}<", table)[1:-1]
    told = json.dumps(table, ensure_ascii=False).replace("</", "<\\/")
    # Sphinx's own table of words makes a function from text, which the page's policy forbids.
    scripts = context["script_files"]
    scripts[:] = [s for s in scripts if "translations.js" not in str(getattr(s, "filename", ""))]
    app.add_js_file(None, body=f"window.infoganWords = {told};", priority=100)
    app.add_js_file("words.js", priority=101)


def translate_title(app: Any, config: Any) -> None:
    table = words(config.language)
    config.html_title = table.get(config.html_title, config.html_title)


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_transform(Menu)
    app.connect("config-inited", translate_title, priority=900)
    app.connect("html-page-context", translate_page, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The translations keep what is not language, and none is forgotten on a translated page."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
import yaml
from babel.messages.pofile import read_po

from tools.build_book import LOCALE, update, write
from tools.languages import rewrite, said, title_of, words
from tools.project import ROOT

CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/**/*.po"))
LANGUAGES = sorted(path.name for path in LOCALE.iterdir())
KEPT = re.compile(r"\$[^$]+\$|`[^`]+`|\]\([^)\s]*\)|https?://[^\s)\]]+")
ROLE = re.compile(r"(\{[a-z:]+\})`(?:[^<`]*<([^>`]+)>|([^`]+))`")


def kept(text: str) -> Counter[str]:
    """Formulas, code spans, roles and addresses of a text, with how often each stands there."""
    roles = [f"{role}{target or word}" for role, target, word in ROLE.findall(text)]
    rest = ROLE.sub("", text)
    return Counter([*roles, *KEPT.findall(rest)])


def catalogue(path):
    with path.open("rb") as file:
        return read_po(file, locale=path.relative_to(LOCALE).parts[0])


def test_kept_sees_what_is_not_language():
    text = "A {term}`word <the word>`, $x$, `code`, {cite:t}`key` and [a link](page.md)."
    said_ = "`code`、$x$、{term}`词 <the word>`、{cite:t}`key` 和[链接](page.md)。"
    assert kept(text) == kept(said_) and sum(kept(text).values()) == 5
    for lost in ("`code`", "$x$", " <the word>", "{cite:t}`key`", "(page.md)"):
        assert kept(text) != kept(said_.replace(lost, ""))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(LOCALE).as_posix())
def test_a_catalogue_is_whole_and_keeps_formulas_code_and_links(path):
    for message in catalogue(path):
        if not message.id:
            continue
        assert message.string and not message.fuzzy, message.id
        assert kept(message.string) == kept(message.id), message.string


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_is_translated(language):
    known = catalogue(LOCALE / language / "LC_MESSAGES" / "book" / "intro.po")
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    for part in toc["parts"]:
        assert known.get(part["caption"]) and known.get(part["caption"]).string
        for entry in part["chapters"]:
            pages = [ROOT / f"{entry['file']}{suffix}" for suffix in (".md", ".ipynb")]
            title = entry.get("title") or title_of(*[page for page in pages if page.exists()])
            assert known.get(title) and known.get(title).string, title


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_keep_their_numbers_and_stand_in_a_source(language):
    """Every word of a text occurs where such texts are written."""
    live = "infogan_lib/page/live/*.js"
    folders = ("book/live/*.js", live, "book/_static/*.js", "tools/*.py", "notebooks/00-*.ipynb")
    sources = [path.read_text(encoding="utf-8") for f in folders for path in ROOT.glob(f)]
    sources.append((ROOT / "_config.yml").read_text(encoding="utf-8"))
    written = "\n".join(sources)
    of_the_theme = theme_words()
    for text, told in words(language).items():
        assert text.count("{}") == told.count("{}"), text
        if text in of_the_theme:
            continue
        strange = [word for word in re.findall("[A-Za-z]{4,}", text) if word not in written]
        assert not strange, (text, strange)


def theme_words() -> set[str]:
    """What the theme and its extensions write, which no file of ours holds."""
    return {
        "Repository", "Open issue", "Search this book...", "Main", "Page", "Toggle primary sidebar",
        "Toggle secondary sidebar", "Source repositories", "Color mode", "System Settings", "Light",
        "Dark", "Link to this heading", "Link to this image", "Link to this equation", "Title",
        "Show code cell content", "Hide code cell content", "Show code cell source",
        "Hide code cell source", "Toggle hidden content", "Launch interactive content",
    }  # fmt: skip


TABLE = {"Show {} of {}.": "共 {}，显示 {}。", "A second.": "第二句。", "plain": "普通"}


def test_a_text_is_looked_up_whole_then_sentence_by_sentence():
    assert said(" plain ", TABLE) == " 普通 "
    assert said("Show 3 of 1,200. A second.", TABLE) == "共 3，显示 1,200。第二句。"
    assert said("A second. Unknown, 5.", TABLE) == "第二句。Unknown, 5."
    assert said("Unknown", TABLE) == "Unknown"


def test_markup_code_and_formulas_are_left_alone():
    page = '<p title="plain">plain</p><pre>plain</pre><span class="math">plain</span><b>plain</b>'
    assert rewrite(page, TABLE) == (
        '<p title="普通">普通</p><pre>plain</pre><span class="math">plain</span><b>普通</b>'
    )


def test_an_update_keeps_translations_and_marks_what_was_reworded(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.build_book.LOCALE", tmp_path / "locale")
    path = tmp_path / "locale" / "zh_CN" / "LC_MESSAGES" / "book" / "page.po"
    templates = tmp_path / "gettext"
    (templates / "book").mkdir(parents=True)
    pot = templates / "book" / "page.pot"
    pot.write_text('msgid "Same."\nmsgstr ""\n\nmsgid "A sentence of the page."\nmsgstr ""\n')
    assert update(templates, ["zh_CN/book/page"]) == [path]
    started = read_po(path.open("rb"), locale="zh_CN")
    started["Same."].string, started["A sentence of the page."].string = "一样。", "一句话。"
    write(started, path)
    pot.write_text('msgid "Same."\nmsgstr ""\n\nmsgid "A sentence of this page."\nmsgstr ""\n')
    update(templates, [])
    after = read_po(path.open("rb"), locale="zh_CN")
    assert after["Same."].string == "一样。" and not after["Same."].fuzzy
    assert after["A sentence of this page."].fuzzy and len(after) == 2


def test_words_are_plain_json_in_reading_order():
    for language in LANGUAGES:
        text = (LOCALE / language / "words.json").read_text(encoding="utf-8")
        assert json.dumps(json.loads(text), ensure_ascii=False, indent=0) + "\n" == text

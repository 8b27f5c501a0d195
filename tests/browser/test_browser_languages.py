"""The translated pages: no English left where a translation is, and panels that speak it."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from translated_book import LANGUAGE, PAGES, translated

from tools.languages import said, words

pytestmark = pytest.mark.slow
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Texts and names of the page that have an English word and no Chinese one.
LEFT = """() => {
  const found = new Set();
  const english = (text) => /[a-z]{4}/.test(text) && !/[\\u4e00-\\u9fff]/.test(text);
  const kept = "script, style, pre, code, cite, .math, mjx-container, noscript, a[href^=http]";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (!parentElement.closest(kept) && english(data)) found.add(data.trim());
  }
  for (const name of ["alt", "title", "aria-label", "aria-valuetext"]) {
    for (const node of document.querySelectorAll(`[${name}]`)) {
      const said = node.getAttribute(name);
      if (!node.closest(kept) && english(said)) found.add(said);
    }
  }
  return [...found];
}"""
# Names, and titles of chapters that nobody has translated yet.
NAMES = re.compile(r"Binder|Colab|InfoGAN|English|Copyright|\.ipynb|^\d+\. |et al\.|https?:")


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    return translated(tmp_path_factory)


@pytest.fixture
def read(visit, pages):
    """read(page) opens a translated page from its folder."""
    return lambda page, state="": visit(f"{(pages / page).as_uri()}.html{state}")


def english(page) -> list[str]:
    return [text for text in page.evaluate(LEFT) if not NAMES.search(text)]


@pytest.mark.parametrize("name", PAGES)
def test_every_text_of_a_translated_page_is_translated(pages, name):
    """The catalogue is as new as the page: Sphinx marks each text that it found there."""
    html = BeautifulSoup((pages / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    article = html.find("article")
    assert len(article.select(".translated")) > 10
    left = [node.get_text().strip() for node in article.select(".untranslated")]
    assert [text for text in left if text] == []


def test_headings_and_language_of_the_page(read):
    page = read("notebooks/00-first-infogan")
    assert page.evaluate("document.documentElement.lang").startswith("zh")
    headings = page.locator("article :is(h1, h2)").all_inner_texts()
    assert len(headings) > 8 and all(CHINESE.search(text) for text in headings), headings
    assert page.told == []


def test_the_explorer_speaks_it(read):
    page = read("book/explorer")
    page.wait_for_selector(".live-explorer[data-live=ready]")
    page.locator(".live-categories input").nth(3).check()
    page.locator(".live-announcer", has_text="类别 3").wait_for(state="attached")
    assert english(page) == []
    assert page.told == []


def test_the_lab_speaks_it(read):
    page = read("book/lab", "#scenario=lambda-zero")
    page.wait_for_selector(".live-lab[data-live=ready]")
    page.locator(".lab-question button").first.click()
    page.locator(".lab .live-announcer", has_text="步").wait_for(state="attached")
    assert english(page) == []
    assert page.told == []


def test_the_quiz_and_the_prediction_speak_it(read):
    page = read("notebooks/00-first-infogan")
    page.locator(".predict button").first.click()
    question = page.locator(".quiz-question").first
    question.locator("input").nth(1).check()
    question.locator("button").click()
    assert "正确" in question.locator(".quiz-said").inner_text()
    assert english(page) == []
    assert page.told == []


def test_page_and_builder_look_words_up_alike(read):
    page = read("book/lab")
    table = words(LANGUAGE)
    numbers = iter(str(n) for n in range(10**6))
    samples = [re.sub(r"\{\}", lambda _: next(numbers), key) for key in table]
    samples += [f"{one} {two}" for one, two in zip(samples, samples[7:], strict=False)]
    shown = page.evaluate(
        """async (texts) => {
          const place = document.body.appendChild(document.createElement("ul"));
          for (const text of texts) {
            place.appendChild(document.createElement("li")).textContent = text;
          }
          await new Promise(requestAnimationFrame);
          return [...place.children].map((node) => node.textContent);
        }""",
        samples,
    )
    assert shown == [said(text, table) for text in samples]

"""The quiz of a chapter: answered by keyboard, remembered by the browser alone, erasable."""

from __future__ import annotations

import pytest
from accessibility import in_both_schemes, violations
from playwright.sync_api import expect

from tools.project import notebooks
from tools.quizzes import QUIZZES, read

pytestmark = pytest.mark.slow
CHAPTER = "notebooks/04-entropy-and-information.html"
QUESTIONS = read(QUIZZES / "entropy-and-information.toml")
RIGHT = [[answer.right for answer in question.answers].index(True) for question in QUESTIONS]
KEPT = "localStorage.getItem('infogan-quiz')"
# The theme keeps its own settings there, and is not what is tested.
FORBIDDEN = """for (const name of ["getItem", "setItem", "removeItem"]) {
  const plain = Storage.prototype[name];
  Storage.prototype[name] = function (key, ...rest) {
    if (key === "infogan-quiz") throw new DOMException("no", "SecurityError");
    return plain.call(this, key, ...rest);
  };
}"""


def choose(page, question: int, place: int) -> None:
    """Answer one question by keyboard: to the first choice, down to the place, and Enter."""
    form = page.locator(".quiz form").nth(question)
    form.locator("input").first.focus()
    page.keyboard.press("Space")
    for _ in range(place):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def said(page, question: int):
    return page.locator(".quiz form").nth(question).get_by_role("status")


def ticks(page) -> list[str]:
    """What stands beside the chapters of the menu, as it is heard."""
    return page.locator(".quiz-ticks .quiz-heard").all_text_contents()


def reopened(page, url, expected, read=ticks):
    """What `read` finds on a page opened anew: its ticks.

    A browser writes what pages keep in its own time: one opened at once may read what was before.
    """
    for _ in range(20):
        page.goto(url)
        if read(page) == expected:
            break
        page.wait_for_timeout(250)
    return read(page)


def test_a_wrong_answer_is_explained_and_a_right_one_remembered(visit, book):
    page = visit(f"{book}/{CHAPTER}")
    choose(page, 0, (RIGHT[0] + 1) % 3)
    expect(said(page, 0)).to_contain_text("Not quite.")
    assert ticks(page) == []
    choose(page, 0, RIGHT[0])
    expect(said(page, 0)).to_contain_text("Right. Each row is a distribution")
    assert ticks(page) == [" (1 of 5 questions answered)"]
    one = [" (1 of 5 questions answered)"]
    assert reopened(page, f"{book}/{CHAPTER}", one) == one
    expect(page.locator(".quiz form").first.locator(".quiz-mark")).to_have_text("✓ answered")
    assert reopened(page, f"{book}/book/notation.html", one) == one
    assert page.told == []
    elsewhere = [url for url in page.asked if not url.startswith((f"{book}/", "data:", "blob:"))]
    assert elsewhere == []


def test_all_five_make_a_tick_that_the_reader_can_erase(visit, book):
    page = visit(f"{book}/{CHAPTER}")
    for question, place in enumerate(RIGHT):
        choose(page, question, place)
    expect(page.locator(".quiz-ticks [aria-hidden]")).to_have_text(["✓"])
    expect(page.locator(".quiz-sum")).to_contain_text("5 of 5 answered.")
    five = [" (5 of 5 questions answered)"]
    assert reopened(page, f"{book}/book/how-to-use.html", five) == five
    page.get_by_role("button", name="Erase my ticks").click()
    expect(page.locator(".quiz-erase").get_by_role("status")).to_contain_text("Erased")
    assert ticks(page) == []
    assert reopened(page, f"{book}/{CHAPTER}", []) == []
    assert page.locator(".quiz-sum").inner_text() == ""


def test_nothing_chosen_is_said_and_another_choice_takes_the_verdict_back(visit, server):
    page = visit(f"{server}/{CHAPTER}")
    page.locator(".quiz form").first.get_by_role("button", name="Check").click()
    expect(said(page, 0)).to_have_text("Choose an answer first.")
    choose(page, 0, 0)
    page.locator(".quiz form").first.locator("input").nth(1).check()
    expect(said(page, 0)).to_have_text("")


def test_where_the_browser_keeps_nothing_the_quiz_says_so(visit, server):
    page = visit("about:blank")
    page.add_init_script(FORBIDDEN)
    page.goto(f"{server}/{CHAPTER}")
    choose(page, 0, RIGHT[0])
    expect(page.locator(".quiz-sum")).to_contain_text("Your browser keeps nothing for these pages")
    assert ticks(page) == [" (1 of 5 questions answered)"]
    page.goto(f"{server}/book/how-to-use.html")
    assert ticks(page) == []
    page.get_by_role("button", name="Erase my ticks").click()
    expect(page.locator(".quiz-erase").get_by_role("status")).to_contain_text("keeps no ticks")
    assert page.told == []


@pytest.mark.parametrize(
    "kept", ["[", "null", "3", '{"entropy-and-information": 5}', '{"x": {"done": "a"}}']
)
def test_what_others_left_in_the_browser_does_no_harm(visit, server, kept):
    page = visit(f"{server}/book/notation.html")
    page.evaluate("kept => localStorage.setItem('infogan-quiz', kept)", kept)
    assert reopened(page, f"{server}/{CHAPTER}", kept, lambda page: page.evaluate(KEPT)) == kept
    choose(page, 0, RIGHT[0])
    assert ticks(page) == [" (1 of 5 questions answered)"]
    assert page.told == []


def test_another_window_shows_the_tick_too(visit, server):
    page = visit(f"{server}/{CHAPTER}")
    other = page.context.new_page()
    other.goto(f"{server}/book/notation.html")
    choose(page, 0, RIGHT[0])
    expect(other.locator(".quiz-ticks")).to_have_count(1)


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem[:2])
def test_without_scripts_questions_are_open_and_answers_closed(visit, server, path):
    page = visit(f"{server}/notebooks/{path.stem}.html", java_script_enabled=False)
    boxes = page.locator(".quiz-question")
    assert boxes.count() == 5
    for box in boxes.all():
        assert box.locator("form").count() == 0
        choices, reasons = box.locator(".quiz-answers > li"), box.locator(".quiz-reasons > li")
        assert choices.count() == reasons.count() >= 3
        assert choices.first.is_visible() and not reasons.first.is_visible()
        box.locator("summary").click()
        assert reasons.first.is_visible() and box.locator(".quiz-right").count() == 1


def test_axe_finds_nothing_in_an_answered_quiz(visit, server):
    size = {"width": 320, "height": 700}
    page = visit(f"{server}/{CHAPTER}", viewport=size, reduced_motion="reduce")
    for question, place in enumerate(RIGHT):
        choose(page, question, (place + question) % 3)  # some right, some wrong
    for scheme, colours in in_both_schemes(page):
        assert violations(page, colours) == [], scheme
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0

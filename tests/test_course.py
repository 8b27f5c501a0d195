"""course.toml: what a teacher writes there is shown, and a slip is named in one line."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tools import course
from tools.course import Course


@pytest.fixture
def write(tmp_path):
    def put(text: str):
        (tmp_path / course.FILE).write_text(text, encoding="utf-8")
        return tmp_path

    return put


def test_the_course_as_it_comes_shows_nothing_more():
    ours = course.read()
    assert ours == Course() == course.read(course.ROOT / "tools")
    assert course.banner(ours) == course.footer(ours) == course.adapted(ours) == ""


def test_a_class_is_shown_on_the_first_page_and_at_the_foot(write):
    root = write('name = "Codes & pictures"\ninstructor = "A <b> C"\ndates = "Mondays"\n'
                 'contact = "https://example.org/ask"')  # fmt: skip
    ours = course.read(root)
    assert course.banner(ours) == "**This class.** Mondays · A <b> C · <https://example.org/ask>"
    foot = course.footer(ours)
    assert "Codes &amp; pictures · Mondays · A &lt;b&gt; C" in foot and "<b>" not in foot
    app = SimpleNamespace(srcdir=root)
    source = ["# InfoGAN, step by step\n\nText."]
    course._first_page(app, "book/intro", source)
    assert source[0].startswith("# Codes & pictures\n\n**This class.** Mondays")
    assert source[0].endswith("\n\nText.")
    other = ["# Other\n\nText."]
    course._first_page(app, "book/lab", other)
    assert other == ["# Other\n\nText."]


def test_an_adapted_course_says_so_with_link_authors_licence_and_change(write):
    root = write('name = "X"\nadapted_from = "https://github.com/alice/infogan"')
    line = course.adapted(course.read(root))
    for part in ("https://github.com/alice/infogan", course.AUTHORS, course.LICENCE, "changes"):
        assert part in line
    assert line in course.footer(course.read(root))
    config = SimpleNamespace(html_title="", project="", html_theme_options={"extra_footer": "<p>"})
    course._configure(SimpleNamespace(srcdir=root), config)
    assert config.html_title == config.project == "X"
    assert config.html_theme_options["extra_footer"].startswith("<p><p>X</p>")


def test_the_origin_replaces_its_line_and_nothing_else(write):
    root = write('# mine\nname = "X"\nadapted_from = ""\n')
    course.write_origin("https://github.com/a/b", root)
    assert (root / course.FILE).read_text() == (
        '# mine\nname = "X"\nadapted_from = "https://github.com/a/b"\n'
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = X", "put each value in quotes"),
        ('nmae = "X"', "nmae is not known; there are name, instructor"),
        ("name = 3", "name must be one line of text"),
        ('name = """a\nb"""', "one line"),
        ('name = ""', "give the course a name"),
        ('contact = "me at home"', "must start with https:// or mailto:"),
        ('adapted_from = "javascript:alert(1)"', "must start with https://"),
    ],
)
def test_a_slip_is_named_in_one_line(write, text, message):
    with pytest.raises(ValueError, match="course.toml: ") as caught:
        course.read(write(text))
    assert message in str(caught.value) and "\n" not in str(caught.value)

"""The sections that the search page knows, from a page's document tree."""

from __future__ import annotations

from docutils.core import publish_doctree

from tools.section_search import sections_of

PAGE = """
Entropy
=======

It is a *mean* :math:`H(c)`, and :math:`\\ln 10` or :math:`10^9` here.

.. math:: a \\over b

.. raw:: html

   <b>unseen</b>

Counting
--------

- Two ways.

::

    print(1)
"""


def test_each_section_has_its_place_and_its_own_words():
    tree = publish_doctree(PAGE, settings_overrides={"doctitle_xform": False})
    assert sections_of(tree, "a.html") == [
        ["a.html", "Entropy", "Entropy", "It is a mean H(c), and … or … here."],
        ["a.html#counting", "Entropy", "Counting", "Two ways. print(1)"],
    ]

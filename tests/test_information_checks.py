"""The sixteen checks of mutual information as cross-entropy, on the library as it is."""

from __future__ import annotations

import pytest
from information_subject import subject
from sixteen_checks import CHECKS


def test_all_sixteen_are_here():
    assert sorted(CHECKS) == list(range(1, 17))


@pytest.mark.parametrize("number", sorted(CHECKS), ids=lambda number: CHECKS[number].__name__)
def test_check(number):
    CHECKS[number](subject())

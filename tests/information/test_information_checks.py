"""The seventeen checks of mutual information as cross-entropy, on the library as it is."""

from __future__ import annotations

import pytest
from all_checks import CHECKS
from information_subject import subject


def test_all_are_here():
    assert sorted(CHECKS) == list(range(1, 18))


@pytest.mark.parametrize("number", sorted(CHECKS), ids=lambda number: CHECKS[number].__name__)
def test_check(number):
    CHECKS[number](subject())

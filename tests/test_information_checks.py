"""The sixteen checks of mutual information as cross-entropy, on the library as it is."""

from __future__ import annotations

import checks_continuous
import checks_exact
import checks_networks
import checks_sampled
import pytest
from information_subject import subject

CHECKS = {
    name: check
    for module in (checks_exact, checks_continuous, checks_sampled, checks_networks)
    for name, check in vars(module).items()
    if name.startswith("check_")
}


def test_all_sixteen_are_here():
    assert sorted(int(name.split("_")[1]) for name in CHECKS) == list(range(1, 17))


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_check(name):
    CHECKS[name](subject())

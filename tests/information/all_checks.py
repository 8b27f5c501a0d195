"""The seventeen checks by their number: number → check(subject), which raises AssertionError."""

from __future__ import annotations

from collections.abc import Callable

import checks_continuous
import checks_exact
import checks_networks
import checks_sampled

CHECKS: dict[int, Callable] = {
    int(name.split("_")[1]): check
    for module in (checks_exact, checks_continuous, checks_sampled, checks_networks)
    for name, check in sorted(vars(module).items())
    if name.startswith("check_")
}

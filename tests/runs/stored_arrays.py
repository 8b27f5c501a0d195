"""What a checkpoint holds, for comparing runs of two processes."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np


def arrays(path: Path) -> dict[str, np.ndarray]:
    """The arrays by place and name, without the numbers by which a process counts its layers."""
    with np.load(path, allow_pickle=False) as stored:
        names = [name for name in stored.files if name != "notes"]
        return {re.sub(r"_\d+", "", name): stored[name] for name in names}

"""Answers to the chapters' exercises that check themselves: ``check("02-zero", your_answer)``.

Imports `errors` and numpy alone, so that a check answers where no backend is installed. The answers
stand in ``answers.json``, encoded: whoever reads the source is not told them. Start at
``checking.check``; ``forms`` reads what is handed in, ``compare`` knows the common mistakes.
"""

from __future__ import annotations

from infogan_lib.checks.answers import WITHOUT_CHECK, labels
from infogan_lib.checks.checking import Result, check

__all__ = ["WITHOUT_CHECK", "Result", "check", "labels"]

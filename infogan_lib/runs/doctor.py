"""`python -m infogan_lib doctor`: the environment in one line a fact, and the cure for trouble."""

from __future__ import annotations

from infogan_lib.runs.computer import look
from infogan_lib.runs.symptoms import NOTE, OK, TROUBLE, Finding, findings, lines


def report(found: list[Finding]) -> str:
    """The findings, a line each, and a last line that says what to do."""
    told = lines(found)
    count = sum(finding.level == TROUBLE for finding in found)
    if count:
        first = next(finding.topic for finding in found if finding.level == TROUBLE)
        told.append(f"Please begin with the first of {count}: {first}." if count > 1 else
                     f"One thing to put right: {first}.")  # fmt: skip
    elif any(finding.level == NOTE for finding in found):
        told.append("The course runs here. The notes say what could be better.")
    else:
        told.append("All is well: the course runs here.")
    return "\n".join(told)


def doctor() -> int:
    """Print the report of this computer; 1 if something must be put right, else 0."""
    found = findings(look())
    print(report(found))
    return int(any(finding.level not in (OK, NOTE) for finding in found))

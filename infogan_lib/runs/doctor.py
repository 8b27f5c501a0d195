"""`python -m infogan_lib doctor`: the environment in one line a fact, and the cure for trouble."""

from __future__ import annotations

from infogan_lib.errors import one_line
from infogan_lib.runs.computer import look
from infogan_lib.runs.symptoms import NOTE, OK, TROUBLE, Finding, findings


def report(found: list[Finding]) -> str:
    """The findings, a line each, and a last line that says what to do."""
    lines = []
    for finding in found:
        cure = f" → {finding.cure}" if finding.cure else ""
        lines.append(f"{finding.level:<8} {finding.topic:<13} {one_line(finding.text + cure)}")
    count = sum(finding.level == TROUBLE for finding in found)
    if count:
        first = next(finding.topic for finding in found if finding.level == TROUBLE)
        lines.append(f"Please begin with the first of {count}: {first}." if count > 1 else
                     f"One thing to put right: {first}.")  # fmt: skip
    elif any(finding.level == NOTE for finding in found):
        lines.append("The course runs here. The notes say what could be better.")
    else:
        lines.append("All is well: the course runs here.")
    return "\n".join(lines)


def doctor() -> int:
    """Print the report of this computer; 1 if something must be put right, else 0."""
    found = findings(look())
    print(report(found))
    return int(any(finding.level not in (OK, NOTE) for finding in found))

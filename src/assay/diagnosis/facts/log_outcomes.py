"""How a log ends for those who prove themselves: who only asks whether a service lives is let in without a credential."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assay.diagnosis.pattern import Pattern

_LIVENESS = Pattern(
    r"/(?:-/|actuator/)?(?:health(?:z|[-_]?checks?)?|live(?:z|ness)?|ready(?:z)?|readiness|ping|metrics|status|favicon\.ico|robots\.txt)(?:/(?:live|ready)\w*)?(?![\w/.-])",
    re.IGNORECASE,
)
_OUTCOME = Pattern(r"\s([2-5]\d\d)\b(?!\s?ms)")
_REQUEST = Pattern(r"\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+[^\s?\"]+")
_OF_CREDENTIALS = frozenset(("400", "401", "403", "407"))


def is_liveness(line: str) -> bool:
    """Whether a line tells of a call to which no credential belongs: a probe of life, metrics, an icon."""
    return _LIVENESS.search(line) is not None


def ends_well(lines: Iterable[str]) -> bool:
    """Whether the last call that is told was granted, and none that was tried again ended refused."""
    ends: dict[str, list[str]] = {}
    last = ""
    for line in lines:
        outcome = _OUTCOME.search(line)
        if outcome is None or is_liveness(line):
            continue
        status = outcome.group(1)
        if status[0] != "2" and status not in _OF_CREDENTIALS:
            continue
        last = status
        request = _REQUEST.search(line)
        if request is not None:
            ends.setdefault(request.group(0), []).append(status)
    return last[:1] == "2" and not any(len(tries) > 1 and tries[-1] in _OF_CREDENTIALS for tries in ends.values())

"""How a log ends for those who prove themselves: who only asks whether a service lives is let in without a credential."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assay.diagnosis.pattern import Pattern

_LIVENESS = Pattern(
    r"/(?:-/|actuator/)?(?:health(?:z|[-_]?checks?)?|live(?:z|ness)?|ready(?:z)?|readiness|ping|metrics|status|favicon\.ico|robots\.txt)(?:/(?:live|ready)\w*)?(?![\w/.-])",
    re.IGNORECASE,
)
_OUTCOME = Pattern(r"(?:\s|status=\"?)([2-5]\d\d)\b(?!\s?ms)")
_REQUEST = Pattern(r"\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+[^\s?\"]+")
_OF_CREDENTIALS = frozenset(("400", "401", "403", "407"))


_QUOTED = Pattern(
    r"[\"\u201c]([^\"\u201d\n]{6,200})[\"\u201d]|\b(\w+_\w+|[45]\d\d|[A-Z]{3,12}|\w+(?:Exception|Error))\b"
)
_PROVED = Pattern(
    r"\b(?:token|credential|session|role|identity|log(?:ged)?[ -]?in|sign(?:ed)?[ -]?in|authenticat\w*)\b[^\n]{0,60}"
    r"\b(?:refreshed|renewed|succeeded|success\w*|obtained|acquired|issued|ok)\b|\bnew (?:token|session|credentials?)\b",
    re.IGNORECASE,
)
_SEEN = Pattern(
    r"\b(?:logs?|logged|lines?|pager|alerts?|warnings?|at night)\b|\b(?:at|before|after|on) (?:each|every) \w+|\b(?:each|every) (?:hour|night|start|morning)\b",
    re.IGNORECASE,
)
"""Somebody tells what a log shows, or when it does."""
_TROUBLE = Pattern(r"\b(?:fail\w*|refused|rejected|denied|error|invalid|giving up|[45]\d\d)\b", re.IGNORECASE)
_ANSWERED = Pattern(r"[\s=]2\d\d\b(?!\s?ms)")


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


def recovered(lines: Iterable[str]) -> bool:
    """Whether a log tells of trouble and then, more than once, that a credential came or a call was granted; nothing goes wrong after it."""
    log = [line for line in lines if not is_liveness(line)]
    troubles = [place for place, line in enumerate(log) if _TROUBLE.search(line)]
    after = log[troubles[-1] + 1 :] if troubles else []
    return sum(bool(_PROVED.search(line) or _ANSWERED.search(line)) for line in after) > 1


def without_quoted(symptom: str) -> str:
    """What somebody says himself, without what he quotes."""
    return _QUOTED.sub(" ", symptom)


def went_on(symptom: str, lines: Iterable[str]) -> bool:
    """Whether the log has what somebody says to see in it, and goes on: the same request is granted, or a credential comes.

    What is quoted is a phrase in quotation marks, a code, a status or a name in capitals.
    """
    if not _SEEN.search(symptom):
        return False
    quoted = {found.group(1) or found.group(2) for found in _QUOTED.finditer(symptom)}
    log = [line for line in lines if not is_liveness(line)]
    places = [place for place, line in enumerate(log) if any(words in line for words in quoted)]
    if not places:
        return False
    after = log[places[-1] + 1 :]
    asked = {request.group(0) for place in places if (request := _REQUEST.search(log[place]))}
    granted = any(
        _PROVED.search(line)
        or ((again := _REQUEST.search(line)) and again.group(0) in asked and _ANSWERED.search(line))
        for line in after
    )
    statuses = [outcome.group(1) for line in after if (outcome := _OUTCOME.search(line))]
    return granted and not set(statuses) & _OF_CREDENTIALS and not any(_TROUBLE.search(line) for line in after)

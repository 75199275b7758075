"""Two clocks that a log or a text shows: what a machine says of its own time, and the Date of an answer."""

from __future__ import annotations

import re

from assay.diagnosis.bundle import Bundle
from assay.diagnosis.facts.instants import parse_instant

_DAY, _MONTH, _TIME = (
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)",
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
    r"(\d\d:\d\d:\d\d)",
)
_PRINTED = re.compile(rf"^\W{{0,4}}{_DAY} {_MONTH} {{1,2}}(\d{{1,2}}) {_TIME} (?:UTC|GMT) (\d{{4}})\s*$")
"""What `date -u` prints."""
_UNIVERSAL = re.compile(rf"Universal time: {_DAY} (\d{{4}}-\d\d-\d\d) {_TIME} UTC")
"""What `timedatectl` prints."""
_ANSWERED = re.compile(rf"(?i:^\W{{0,4}}date): ({_DAY}, \d\d {_MONTH} \d{{4}} {_TIME} GMT)")
MAX_LINES = 2_000


def told_clocks(bundle: Bundle) -> tuple[float, float] | None:
    """(the machine's time, the time of an answer), where both are shown; the last of each counts."""
    mine = theirs = None
    lines = [part for text in (*bundle.log, bundle.symptom) for part in text.split("\n")[:200]]
    for line in lines[:MAX_LINES]:
        printed, universal, answered = _PRINTED.match(line), _UNIVERSAL.search(line), _ANSWERED.match(line)
        if printed is not None:
            month, day, time, year = printed.groups()
            mine = parse_instant(f"{int(day):02d} {month} {year} {time} GMT")
        elif universal is not None:
            mine = parse_instant(f"{universal.group(1)}T{universal.group(2)}Z")
        elif answered is not None:
            theirs = parse_instant(answered.group(1))
    return (mine, theirs) if mine is not None and theirs is not None else None

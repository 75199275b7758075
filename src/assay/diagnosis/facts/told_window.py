"""From when until when an assertion was valid, and what the server's clock said then: by the refusal's own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assay.diagnosis.facts.instants import parse_instant
from assay.record import Record

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

_WHEN = r"(\d{4}-\d\d-\d\d[t ]\d\d:\d\d:\d\d(?:\.\d{1,9})?z?)"
_CLOCK = rf"current time:? (?:is )?['\"(]?{_WHEN}"
_STARTS = rf"valid from:? ['\"(]?{_WHEN}"
_ENDS = rf"(?:expiry time(?: of \w+)?|expires(?: at)?|valid (?:to|until)):? ['\"(]?{_WHEN}"


class ToldWindow(Record):
    """Epoch seconds, all by the words of whoever refused."""

    clock: float
    starts: float
    ends: float


def told_window(facts: Facts) -> ToldWindow | None:
    """The three times of a refusal that names them; None where one of them is not told."""
    text = facts.complaint.text[:8_000]
    if "current time" not in text or "assertion" not in text:
        return None
    told = [re.search(pattern, text) for pattern in (_CLOCK, _STARTS, _ENDS)]
    moments = [parse_instant(found.group(1).upper()) if found else None for found in told]
    clock, starts, ends = moments
    return None if clock is None or starts is None or ends is None else ToldWindow(clock, starts, ends)

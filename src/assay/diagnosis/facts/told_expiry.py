"""When a token ended by the refusal's own words, and what the clock said then: told by the words, the answer or the log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assay.diagnosis.facts.instants import parse_instant
from assay.record import Record

if TYPE_CHECKING:
    from assay.diagnosis.facts.gathered import Facts

_WHEN = r"(1\d{9}\b|\d{4}[-/]\d\d[-/]\d\d[t ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?(?:z|utc|[+-]\d\d:?\d\d))?|\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d(?: [ap]m)?)"
_ENDED = (
    rf"(?:token|jwt)[^\n]{{0,40}}?expired (?:at|on):? ['\"(]?{_WHEN}",
    rf"(?:token expiry|validto(?: \(utc\))?|not valid after):? ['\"(]?{_WHEN}",
)
_CLOCK = rf"current (?:date/)?time(?: \(utc\))?:? (?:is )?['\"(]?{_WHEN}"
_OVER = r"(?:token|jwt) (?:is|has|was)? ?expired by (\d+h)?(\d+m(?!s))?([\d.]+s)?"
# The lines of Kubernetes' log name neither year nor zone: "E0128 00:43:20.037068".
_KLOG = r"\b[iwef](\d\d)(\d\d) (\d\d:\d\d:\d\d)\.\d+"
_WHOLE_DAY = 24 * 3_600


class ToldExpiry(Record):
    """`ended` is when the token ended and `over` for how many seconds it had then, each None where it is not told."""

    ended: float | None
    over: float | None


def told_expiry(facts: Facts) -> ToldExpiry | None:
    """What the refusal tells of the end of the token; None where it tells nothing."""
    text = facts.complaint.text[:8_000]
    if "expir" not in text and "validto" not in text:
        return None
    found = next(filter(None, (re.search(pattern, text) for pattern in _ENDED)), None)
    ended = _instant(found.group(1)) if found else None
    if ended is None:
        by = re.search(_OVER, text)
        return ToldExpiry(None, _seconds(by.groups())) if by is not None and any(by.groups()) else None
    clock = _clock(facts, text, ended)
    return ToldExpiry(ended, None if clock is None else clock - ended)


def _clock(facts: Facts, text: str, ended: float) -> float | None:
    """The clock at the refusal: by its words, by the answer's Date, by the log line that tells of it."""
    told = re.search(_CLOCK, text)
    if told:
        return _instant(told.group(1))
    if facts.failing is not None and facts.failing.response.date is not None:
        return facts.failing.response.date
    line = re.search(_KLOG, text)
    if line:
        from datetime import UTC, datetime

        year = datetime.fromtimestamp(ended, UTC).year
        return parse_instant(f"{year}-{line.group(1)}-{line.group(2)}T{line.group(3)}Z")
    stamped = re.match(rf"\W{{0,3}}{_WHEN}", text)
    clock = _instant(stamped.group(1)) if stamped else None
    # A log may be in local time: what lies before the end, or much later, is no clock of this.
    return clock if clock is not None and 0 <= clock - ended < _WHOLE_DAY else None


def _instant(text: str) -> float | None:
    if text.isdigit():
        return float(text)
    if text[4:5] == "/":
        text = text.replace("/", "-", 2)
    if "/" in text:
        day, time, *half = text.split()
        month, date, year = day.split("/")
        hour, _, rest = time.partition(":")
        hours = int(hour) % 12 + (12 if half[0] == "pm" else 0) if half else int(hour)
        return parse_instant(f"{year}-{month:0>2}-{date:0>2}T{hours:02}:{rest}Z")
    return parse_instant(text.upper().replace(" UTC", "").replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))


def _seconds(parts: tuple[str | None, ...]) -> float:
    units = {"h": 3_600.0, "m": 60.0, "s": 1.0}
    return sum(float(part[:-1]) * units[part[-1]] for part in parts if part and part[:-1] not in {"", "."})

"""Reading the many ways in which an instant is written in evidence; epoch seconds come out, or None."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from assay.diagnosis.pattern import Pattern

_BASIC = Pattern(r"^(\d{8})T(\d{6})Z$")


def parse_instant(text: str) -> float | None:
    """ISO 8601 in either form (without a zone it counts as UTC), or an HTTP date."""
    text = text.strip()
    if not text or len(text) > 64:
        return None
    if _BASIC.match(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:11]}:{text[11:13]}:{text[13:15]}+00:00"
    elif text.endswith("UTC") and text[:4].isdigit():
        text = f"{text[:-3].rstrip()}+00:00"  # the older caches of IAM Identity Center
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    except ValueError:
        from email.utils import parsedate_to_datetime  # it brings sockets along: only where an HTTP date is read

        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (OverflowError, ValueError):
        return None


_LOG_TIME = Pattern(r"^\W?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)")
_COMMON_LOG = Pattern(r"\[(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]")


def log_stamp(line: str) -> str:
    """The time with which a log line begins, in ISO 8601 and to the fraction that it has; empty where it begins with none."""
    begins = _LOG_TIME.match(line)
    return begins.group(1).replace(",", ".").replace(" ", "T") if begins else ""


def log_time(line: str) -> float | None:
    """The instant with which a log line begins, or which the access logs of web servers write in brackets; else None."""
    stamp = log_stamp(line)
    if stamp:
        return parse_instant(stamp)
    found = _COMMON_LOG.search(line[:400]) if "[" in line else None
    return parse_instant(" ".join(found.groups())) if found else None


_LISTED = Pattern(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(\d{1,2}) +(?:\d\d:\d\d|(\d{4}))\b")


def listed_date(line: str, now: float) -> float | None:
    """The day that a listing of files (`ls -l`) shows; without a year the last such day before now."""
    found = _LISTED.search(line)
    if found is None:
        return None
    year = int(found.group(3) or datetime.fromtimestamp(now, UTC).year)
    try:
        moment = datetime.strptime(f"{found.group(1)} {found.group(2)} {year}", "%b %d %Y").replace(tzinfo=UTC)
        if moment.timestamp() > now and not found.group(3):
            moment = moment.replace(year=year - 1)
    except ValueError:
        return None
    return moment.timestamp()


def show_instant(moment: float) -> str:
    """An instant for people: UTC, to the second."""
    try:
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return f"{moment:g} s after 1970"


def show_span(seconds: float) -> str:
    """A duration for people: the two largest units."""
    rest = round(abs(seconds))
    words = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, size)
        if count:
            words.append(f"{count} {unit}")
    return " ".join(words[:2]) or "0 s"


def whole_hours(seconds: float) -> float:
    """The number of hours when a difference is a whole number of half hours (within two minutes), else 0."""
    halves = round(abs(seconds) / 1_800)
    return halves / 2 if 2 <= halves <= 28 and abs(abs(seconds) - halves * 1_800) <= 120 else 0.0

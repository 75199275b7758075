"""The token's dates as the words of a refusal tell them: of the wrong type, or beside a clock of another unit."""

from __future__ import annotations

from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.pattern import any_of

EARLIEST = 1e8
"""1973: a smaller exp is no date of today."""
LATEST = 1e11
"""The year 5138: a larger one is no number of seconds."""
EXPIRED = r"expir|no longer valid|token.{0,20}too old|\bexp\b"
"""Words by which a refusal says that a token has ended."""

_DATE = r"(?:exp|nbf|iat|auth_time)"
_SECONDS, _MILLISECONDS = r"(?<!\d)1[5-9]\d{8}(?!\d)", r"(?<!\d)1[5-9]\d{11}(?!\d)"
_TEXT_FOR_DATE = any_of(
    # a reader of JSON that wants a number: Go, Rust, .NET, Java
    rf"cannot unmarshal string into [^\n]{{0,80}}\b{_DATE}\b",
    r"invalid type: string \\?['\"](?:\d{10}(?:\.\d+)?|\d{4}-\d\d-\d\d[^'\"\n]{0,30})\\?['\"], expected (?:an? )?(?:[uif]64|integer|number)",
    rf"could not be converted to [^\n]{{0,60}}int(?:64|32)[^\n]{{0,24}}path: \$\.{_DATE}\b",
    rf"unexpected type of json object member(?: with key)? ['\"]?{_DATE}\b",
    rf"cannot deserialize value of type [^\n]{{0,40}}(?:long|instant|date)[^\n]{{0,24}}from string[^\n]{{0,200}}\b{_DATE}\b",
    # a verifier that looks at the claim's type
    rf"invalid type for claim:? ['\"]?{_DATE}\b",
    rf"\b{_DATE}\b['\"]?\)? (?:claim |value |field )?(?:must be|should be|is not|has to be|expected) (?:an? )?(?:integer|number|numeric|numericdate|valid number)",
    rf"\b{_DATE}\b[^\n]{{0,30}}(?:is a string|as a string|string instead of)",
)


def date_told_as_text(facts: Facts) -> str:
    """The words by which a refusal says that a date of the token is a text; empty where it does not."""
    found = facts.complaint.find(_TEXT_FOR_DATE)
    return found.group(0)[:120] if found is not None else ""


def seconds_told_beside_milliseconds(facts: Facts) -> str:
    """The words by which a refusal holds an exp of seconds against a clock of milliseconds; empty where it does not."""
    if not facts.says(EXPIRED):
        return ""
    found = facts.complaint.find(
        rf"\bexp\w*[^\n\d]{{0,24}}{_SECONDS}[^\n\d]{{0,60}}{_MILLISECONDS}|{_MILLISECONDS}[^\n\d]{{0,40}}\bexp\w*[^\n\d]{{0,16}}{_SECONDS}"
    )
    return found.group(0)[:120] if found is not None else ""

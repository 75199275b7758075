"""The character that a decoder of base64 stumbled over, where its error names one: as it is, in hexadecimal or as a number.

Every library writes it in its own way: `Illegal base64 character 5f`, `Invalid byte 47, offset 31`, `invalid symbol "-"`.
"""

from __future__ import annotations

from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.pattern import any_of

_STUMBLED = any_of(
    # Java: hexadecimal, or the character between apostrophes
    r"illegal base64(?:url)? character:? (?P<hex>[0-9a-f]{1,2})\b",
    r"illegal base64(?:url)? character:? ['\"](?P<char>.)['\"]",
    r"illegal character ['\"](?P<named>.)['\"] in base64",
    # Rust: the number of the byte, before or after its place
    r"invalid (?:byte|symbol) (?P<number>\d{1,3}), offset \d+",
    r"invalid(?:byte|symbol)\(\d+, (?P<second>\d{1,3})\)",
    # PostgreSQL, Python
    r"invalid symbol ['\"](?P<symbol>.)['\"][^\n]{0,24} base64",
    r"(?:non-base64 digit|invalid base64[^\n]{0,24}|non-base64 character)[^\n]{0,12} ['\"](?P<digit>.)['\"]",
)

UNREAD = r"malformed|decod|base-?64|illegal|padding|segment|encoding|signature|verif|pars(?:e|ing)|character|invalid (?:jwt|token)|corrupt|unreadable|format"
"""A receiver says of a token that it cannot read it."""


def stumbled_over(facts: Facts) -> str:
    """The character that a decoder's error names; empty where none is named."""
    found = facts.complaint.find(_STUMBLED)
    if found is None:
        return ""
    told = {name: value for name, value in found.groupdict().items() if value is not None}
    if "hex" in told:
        return chr(int(told["hex"], 16))
    number = told.get("number") or told.get("second")
    return chr(int(number)) if number else next(iter(told.values()))

"""Variables as people paste them: a .env file, lines of a shell or of PowerShell; what else stands there is what they say."""

from __future__ import annotations

import re
from typing import Any

_LINE = re.compile(
    r"(?P<how>export[ \t]+|\$env:|set[ \t]+|setx[ \t]+)?(?P<name>[A-Z][A-Z0-9_]{1,60})[ \t]*=(?P<value>[^\n]*)",
    re.IGNORECASE,
)
_MOST_LINES = 400
_ENOUGH = 2


def read_assignments(text: str) -> dict[str, Any]:
    """The members of a bundle; none where fewer than two lines assign variables in capital letters (or one of AWS)."""
    found: dict[str, str] = {}
    rest: list[str] = []
    for line in text.splitlines()[:_MOST_LINES]:
        match = _LINE.fullmatch(line.strip("\r\n\t ﻿") if line.lstrip()[:1] == "$" else line.lstrip(" \t﻿").rstrip("\r"))
        if match is not None and match["name"].isupper():
            found[match["name"]] = _value(match["value"], by_shell=match["how"] is not None)
        elif line.strip() and not line.lstrip().startswith("#"):
            rest.append(line)
    if len(found) < _ENOUGH and not any(name.startswith("AWS_") for name in found):
        return {}
    return {"environment": found} | ({"symptom": "\n".join(rest)} if rest else {})


def _value(text: str, *, by_shell: bool) -> str:
    """The value as a program would see it: without the quotation marks around it, and without what a shell takes away."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'":
        return bare[1:-1]
    return bare if by_shell else text

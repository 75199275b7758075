"""The calls by which code decodes or verifies a token, with their arguments."""

from __future__ import annotations

import re
from itertools import islice

from assay.diagnosis.pattern import Pattern

_CALL = Pattern(r"[\w.]{0,40}(?:decode|verify)\w{0,20}\(")
_JWT_CALL = Pattern(r"(?:[\w.]*jw[tsk][\w.]*|_?decode|_?verify\w*)\(", re.IGNORECASE)
_OPTIONS_ELSEWHERE = Pattern(r"\*\*|\b\w*(?:opt(?:ion)?s|kwargs|config|settings|params|checks)\b\s*[,)]", re.IGNORECASE)
LONGEST_CALL = 600
MOST_CALLS = 20


def calls_of_verifiers(text: str) -> list[str]:
    """The calls of decoders and verifiers with all that stands in their parentheses."""
    calls = []
    for found in islice(_CALL.finditer(text), MOST_CALLS):
        depth = 0
        for place, ch in enumerate(text[found.end() - 1 : found.end() + LONGEST_CALL], found.end() - 1):
            depth += (ch == "(") - (ch == ")")
            if depth == 0:
                calls.append(text[found.start() : place + 1])
                break
    return calls


def shows_all_its_options(call: str) -> bool:
    """Whether a call is one of a JWT, and takes no options that stand elsewhere."""
    return _JWT_CALL.match(call) is not None and not _OPTIONS_ELSEWHERE.search(call)

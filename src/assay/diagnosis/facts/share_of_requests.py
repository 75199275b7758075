"""Figures of a night: which share of all requests was refused, where somebody counts."""

from __future__ import annotations

import re

_SHARE_OF = r"(?<![\w.,])(\d[\d.,' ]*\d|\d)(?: ?(?:k|m|thousand|million))?(?: of| out of| in|/) ?(?:all |the )?(\d[\d.,' ]*\d|\d)\b"
_PERCENT = r"(\d+(?:[.,]\d+)?) ?(?:%|per ?cent\b)"
_REQUESTS = r"(?i)\b(?:requests?|calls?|refresh(?:es)?|log-?ins?|sign-?ins?|attempts?|traffic|invocations|budget|logons?|http_req\w*)\b"
_ASTIR = (
    r"(?i)\bup from\b|\b(?:rise|rising|rose|climb|grow|jump|spik|doubl|more than|increas|instead of|signature|verif)\w*"
)
SMALL_SHARE = 0.02
"""A share of all requests that is refused in any service that strangers, bots and sleeping tabs call."""


def is_small(sentence: str) -> bool:
    """Whether every share of requests that a sentence tells is a small one, and it tells of no rise."""
    if not re.search(_REQUESTS, sentence) or re.search(_ASTIR, sentence):
        return False
    shares = [_number(part) / 100 for part in re.findall(_PERCENT, sentence)]
    for few, all_of_them in re.findall(_SHARE_OF, sentence):
        whole = _number(re.sub(r"[.,' ](?=\d{3}\b)", "", all_of_them))
        if whole >= 100:
            shares.append(_number(re.sub(r"[.,' ](?=\d{3}\b)", "", few)) / whole)
    return bool(shares) and all(share < SMALL_SHARE for share in shares)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ".").replace(" ", "").replace("'", ""))
    except ValueError:
        return float("inf")

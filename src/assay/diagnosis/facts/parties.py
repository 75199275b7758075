"""Which issuer and audience were expected and seen: from the verifier's settings, else from the words of the refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assay.diagnosis.facts.gathered import Facts

_Q = r"['\"‘“`]?"
_EXPECTED_ISSUER = (
    rf"ValidIssuer:\s*{_Q}([^'\"\s]+)",
    rf"[Ee]xpected iss(?:uer)?(?: claim)?(?: to be)?:?\s*{_Q}([^'\"\s,]+)",
    rf"(?i)issuer invalid\.? expected:?\s*{_Q}([^'\"\s,]+)",
    rf"issuer[^\n]{{0,80}}?[Ee]xpected:?\s*{_Q}([^'\"\s,]+)",
)
_SEEN_ISSUER = (
    rf"Issuer:\s*{_Q}([^'\"\s]+)",
    rf"but (?:was|got|found|received):?\s*{_Q}([^'\"\s]+)",
)
_EXPECTED_AUDIENCE = (
    rf"ValidAudience:\s*{_Q}([^'\"\s]+)",
    rf"(?i)audience invalid\.? expected:?\s*{_Q}([^'\"\s,]+)",
    rf"aud(?:ience)?[^\n]{{0,60}}?[Ee]xpected:?\s*{_Q}([^'\"\s,]+)",
    rf"required audience\s*{_Q}([^'\"\s,]+)",
)


@dataclass(frozen=True, slots=True)
class Parties:
    """Expected and seen; empty where the evidence does not tell."""

    expected_issuer: str
    seen_issuer: str
    expected_audience: tuple[str, ...]
    seen_audience: tuple[str, ...]
    audience_known: bool


def parties_of(facts: Facts) -> Parties:
    """The parties of the evidence."""
    words = _words(facts)
    token = facts.token
    expected_issuer = facts.expected_issuer or _first(_EXPECTED_ISSUER, words).rstrip(".,;")
    seen_issuer = token.issuer if token is not None and token.issuer else ""
    if not seen_issuer and re.search(r"issuer|\biss\b", words, re.IGNORECASE):
        seen_issuer = _first(_SEEN_ISSUER, words).removesuffix(".").rstrip(",;")
    expected_audience = facts.expected_audience
    if not expected_audience:
        found = _first(_EXPECTED_AUDIENCE, words).rstrip(".,;")
        expected_audience = (found,) if found and found.lower() not in {"null", "none"} else ()
    seen = token.audience if token is not None else ()
    return Parties(expected_issuer, seen_issuer, expected_audience, seen, facts.claims_of_token)


def _words(facts: Facts) -> str:
    pieces = [facts.symptom]
    if facts.failing is not None:
        response = facts.failing.response
        pieces += [response.body[:4_000], *response.all("www-authenticate")]
        pieces += [value for value in response.json.mapping.values() if isinstance(value, str)]
    return "\n".join(pieces)[:20_000]


def _first(patterns: tuple[str, ...], text: str) -> str:
    if not text.strip():
        return ""
    for pattern in patterns:
        match = re.search(pattern, text)
        if match:
            return match.group(1)
    return ""

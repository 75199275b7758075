"""Takes credentials out of what a refusal remembers.

Evidence has no field for a secret, but a caller can put one where a client_id, a scope or a URL belongs. Whatever has
the form of our opaque tokens, of a JWT or of credentials in a URL is replaced by its kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assay.decision import EvidenceValue
from assay.formats.opaque_token import PREFIXES

_CREDENTIAL = re.compile(
    rf"(?P<opaque>{'|'.join(PREFIXES)})[A-Za-z0-9_-]*"
    r"|(?P<jwt>eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4})"
    r"|(?<=://)(?P<userinfo>[^/?#@\s]*:[^/?#@\s]*)(?=@)"
)
_KINDS = {"opaque": "(a credential of this server, not kept)", "jwt": "(a JWT, not kept)", "userinfo": "(not kept)"}
_MARKS = ("assay_", "eyJ", "@")


def redacted(text: str) -> str:
    """The text without anything that has the form of a credential."""
    if not any(mark in text for mark in _MARKS):
        return text
    return _CREDENTIAL.sub(lambda match: _KINDS[match.lastgroup or "opaque"], text)


def redacted_evidence(evidence: Mapping[str, EvidenceValue]) -> Mapping[str, EvidenceValue]:
    """The evidence with every text redacted."""
    return {name: _redacted_value(value) for name, value in evidence.items()}


def _redacted_value(value: EvidenceValue) -> EvidenceValue:
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, tuple):
        return tuple(redacted(name) for name in value)
    return value

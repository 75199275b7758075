"""The catalogue of reasons: one module per family, one record per reason, found by code.

Families load on demand, so that explaining one token does not pay for the whole catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from assay.reasons.reason import EvidenceField, EvidenceKind, Fault, PublicAnswer, Reason, Retry, Tier

__all__ = [
    "FAMILIES",
    "EvidenceField",
    "EvidenceKind",
    "Fault",
    "PublicAnswer",
    "Reason",
    "Retry",
    "Tier",
    "every_reason",
    "find_reason",
    "reasons_of",
]

FAMILIES: tuple[str, ...] = (
    "token",
    "key",
    "sender_constraint",
    "client",
    "authorization_request",
    "access_token",
    "authorization_code",
    "device_code",
    "refresh_token",
    "token_request",
    "introspection",
    "end_user",
    "session",
    "logout",
    "passkey",
    "registration",
    "request",
    "operation",
)


def reasons_of(family: str) -> tuple[Reason, ...]:
    """The reasons of one family, in the order of the catalogue; an empty tuple for a family that is not listed."""
    if family not in FAMILIES:
        return ()
    reasons: tuple[Reason, ...] = import_module(f"assay.reasons.{family}").REASONS
    return reasons


def find_reason(code: str) -> Reason | None:
    """The reason with exactly this code, or None."""
    family = code.partition(".")[0]
    for reason in reasons_of(family):
        if reason.code == code:
            return reason
    return None


def every_reason() -> Iterator[Reason]:
    """All reasons, family by family."""
    for family in FAMILIES:
        yield from reasons_of(family)

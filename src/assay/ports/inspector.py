"""Explaining what a stranger pasted: away from the requests of others, within a time, and without a memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted and what the person says of the receiver; empty where nothing is said.

    `keys` is a JWK set or a PEM text. `our_issuer` and `our_keys` (the published JWK set, as JSON) stand in for the
    receiver's view of a token that names this issuer. `now` is epoch seconds.
    """

    text: str = field(repr=False)
    issuer: str
    audience: str
    keys: str = field(repr=False)
    our_issuer: str
    our_keys: str
    now: float


@dataclass(frozen=True, slots=True)
class Inspected:
    """The answer. `html` are the sections of a page, in which everything pasted is text."""

    verdict: str
    html: str = field(repr=False)


class InspectorBusy(Exception):
    """As many texts as may be are being explained already."""


class InspectionGaveUp(Exception):
    """The text was not explained within the time and the memory that one may take."""


class Inspector(Protocol):
    """Explains pasted texts."""

    async def __call__(self, pasted: Pasted) -> Inspected:
        """The answer to one text. Raises `InspectorBusy` or `InspectionGaveUp`."""
        ...

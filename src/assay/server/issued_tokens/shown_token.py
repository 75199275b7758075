"""What a shown token turned out to be: whose it is, what it says when it is active, and why when it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assay.decision import Refused


@dataclass(frozen=True, slots=True)
class ActiveToken:
    """A token in good standing, and the members that RFC 7662 section 2.2 names."""

    members: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnusableToken:
    """A token that does not count, and whose it is where that is proved (`RefusalRecorder.record` wants to know)."""

    refused: Refused
    owner_id: str | None = None
    subject: str | None = None
    kid: str | None = None

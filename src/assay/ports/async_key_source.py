"""Where a verifier on an event loop gets an issuer's keys from."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from assay.decision import Refused
from assay.formats.jose.key_set import KeySet


@runtime_checkable
class AsyncKeySource(Protocol):
    """A `KeySource` that can wait without blocking an event loop. A source may be both, over the same held keys."""

    async def current_async(self) -> KeySet | Refused:
        """As `KeySource.current`."""
        ...

    async def after_unknown_kid_async(self, kid: str) -> KeySet | Refused:
        """As `KeySource.after_unknown_kid`."""
        ...

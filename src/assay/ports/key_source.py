"""Where a verifier gets an issuer's keys from."""

from __future__ import annotations

from typing import Protocol

from assay.decision import Refused
from assay.formats.jose.key_set import KeySet


class KeySource(Protocol):
    """Holds the present keys of one issuer. A verifier remembers what it proved by the identity of the set."""

    def current(self) -> KeySet | Refused:
        """The keys as they are held now, fetched when there are none; the same object until they change."""
        ...

    def after_unknown_kid(self, kid: str) -> KeySet | Refused:
        """The keys after a token named a kid that is not among them: fetched anew, unless that was done lately."""
        ...

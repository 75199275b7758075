"""Passwords that were found in breaches, from a list that the operator imported."""

from __future__ import annotations

from typing import Protocol


class BreachedPasswords(Protocol):
    """Asks the list, on this machine."""

    def __contains__(self, sha1: object) -> bool:
        """Whether the password with this SHA-1 (20 bytes) was found in a breach."""
        ...

"""Keys that the caller gives: a JWK or a JWK set as parsed JSON. They never change."""

from __future__ import annotations

from collections.abc import Mapping

from assay.decision import Refused
from assay.formats.jose.key_set import KeySet, parse_key_set


class StaticKeys:
    """A key source over given keys; secrets and private members are legal here, because somebody gave them on purpose.

    Keys that make no good key refuse the tokens that name them; only another type than a mapping raises (`TypeError`).
    """

    __slots__ = ("_keys",)

    def __init__(self, keys: Mapping[str, object]) -> None:
        if not isinstance(keys, Mapping):
            raise TypeError(f"keys are a JWK or a JWK set as parsed JSON, not a {type(keys).__name__}")
        self._keys = parse_key_set(keys, private_allowed=True)

    def current(self) -> KeySet | Refused:
        """The given keys."""
        return self._keys

    def after_unknown_kid(self, kid: str) -> KeySet | Refused:  # noqa: ARG002 - the port's signature; nothing to ask
        """The given keys: there is nowhere to look for others."""
        return self._keys

    async def current_async(self) -> KeySet | Refused:  # noqa: RUF029 - the port's signature; nothing to wait for
        """The given keys."""
        return self._keys

    async def after_unknown_kid_async(self, kid: str) -> KeySet | Refused:  # noqa: ARG002, RUF029 - as above
        """The given keys."""
        return self._keys

"""The issuer's public keys as a JWK set (RFC 7517 section 5), as `use` says and never with `key_ops` beside it.

A key is in it before it signs and until its last token has expired. While the store does not answer, the set that was
read last is told, to be kept for what is left of its time: a key may have been revoked meanwhile. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assay.formats.raw_request import RawRequest
from assay.model.signing_key import SigningKey
from assay.ports.signing_keys import SigningKeys
from assay.ports.unit_of_work import StorageUnavailable
from assay.server.endpoints.published_document import PublishedDocument, published
from assay.server.issuance.signing_keys import KEY_SET_AGE

LEAST_AGE = 20
"""What must be left of them where the store does not answer. Verifiers may not fetch more often than that."""


class KeySet:
    """Answers with the set, joined anew only when the stored keys change or one of them comes or goes."""

    __slots__ = ("_document", "_keys", "_max_age", "_signing_keys", "_until")

    def __init__(self, signing_keys: SigningKeys, max_age: int = KEY_SET_AGE) -> None:
        self._signing_keys = signing_keys
        self._max_age = max_age
        self._keys: tuple[SigningKey, ...] | None = None
        self._until = 0.0
        self._document = published(b'{"keys":[]}', max_age)

    async def __call__(self, _request: RawRequest, now: float) -> PublishedDocument:
        """Never refused. Raises `StorageUnavailable` when the store has not answered for so long that nobody may keep the set."""
        since_look = 0.0
        try:
            keys = await self._signing_keys.list_all()
        except StorageUnavailable:
            held = self._signing_keys.held()
            if held is None or self._max_age - held[1] < LEAST_AGE:
                raise
            keys, since_look = held
        if keys != self._keys or now >= self._until:
            members = ",".join(key.public_jwk for key in keys if is_published(key, now))
            self._document = published(f'{{"keys":[{members}]}}'.encode(), self._max_age)
            self._keys, self._until = keys, _next_change(keys, now)
        return replace(self._document, max_age=int(self._max_age - since_look)) if since_look else self._document


def is_published(key: SigningKey, now: float) -> bool:
    """Whether a key belongs in the set at this moment. A revoked key does not, however young it is."""
    return key.revoked_at is None and key.published_at <= now and (key.retires_at is None or now < key.retires_at)


def _next_change(keys: Sequence[SigningKey], now: float) -> float:
    moments = [moment for key in keys for moment in (key.published_at, key.retires_at) if moment is not None]
    return min((moment for moment in moments if moment > now), default=float("inf"))

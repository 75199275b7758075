"""`/status-lists/{n}`: which grants are revoked, as signed lists that verifiers keep for a while (Token Status List).

draft-ietf-oauth-status-list sections 5 and 8. Gives `request.path_unknown`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from assay.decision import refuse
from assay.formats.raw_request import RawRequest
from assay.formats.status_list import LIST_SIZE, pack
from assay.model.status_block import RevokedStatuses
from assay.ports.token_statuses import TokenStatuses
from assay.reasons.request import PATH_UNKNOWN
from assay.server.endpoints.published_document import PublishedDocument, published
from assay.server.issuance.grant_ids import StatusListSettings
from assay.server.issuance.lifetimes import Lifetimes
from assay.server.issuance.signers import JwtSigner, Signers
from assay.server.issuance.status_claim import status_index_of, status_list_uri
from assay.server.refusals.recorder import RefusalRecorder
from assay.server.refusals.refused_request import RefusedRequest

NAME = "status_list"
TYP = "statuslist+jwt"
MEDIA_TYPE = "application/statuslist+jwt"
_ALGORITHM = "ES256"
_READ_AGAIN = 2.0
"""Seconds for which what was read of the store serves all lists: so much a revocation waits before it is published."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store told, sorted by list."""

    at: float
    marked: dict[int, frozenset[int]]
    end: int


@dataclass(frozen=True, slots=True)
class _Signed:
    kid: str
    marked: frozenset[int]
    fresh_until: float
    document: PublishedDocument


class StatusLists:
    """Answers with signed lists. A list is signed anew when it or the key changes, and before a verifier would ask again."""

    __slots__ = ("_issuer", "_longest", "_read", "_recorder", "_signed", "_signers", "_token_statuses", "_ttl")

    def __init__(
        self,
        issuer: str,
        token_statuses: TokenStatuses,
        signers: Signers,
        recorder: RefusalRecorder,
        settings: StatusListSettings,
        lifetimes: Lifetimes,
    ) -> None:
        self._issuer = issuer
        self._token_statuses = token_statuses
        self._signers = signers
        self._recorder = recorder
        self._ttl = settings.ttl
        self._longest = lifetimes.longest_access_token
        self._read: _Read | None = None
        self._signed: dict[int, _Signed] = {}

    async def __call__(self, request: RawRequest, now: float) -> PublishedDocument | RefusedRequest:
        """The list, or the refusal of a number that no token names."""
        read = await self._current(now)
        text = request.path.rpartition("/")[2]
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 12 and text == str(int(text)) else None
        if number is None or number * LIST_SIZE >= read.end:
            return self._recorder.record(
                refuse(PATH_UNKNOWN, path=request.path), endpoint=NAME, request=request, now=now
            )
        marked, signer = read.marked.get(number, frozenset()), await self._signers.of(_ALGORITHM, now)
        signed = self._signed.get(number)
        if signed is None or now >= signed.fresh_until or (signed.kid, signed.marked) != (signer.kid, marked):
            signed = self._signed[number] = await self._sign(number, marked, signer, now)
        return signed.document

    async def _current(self, now: float) -> _Read:
        read = self._read
        if read is None or not read.at <= now < read.at + _READ_AGAIN:
            at = int(now)
            revoked = await self._token_statuses.revoked(at, at - self._longest)
            read = self._read = _Read(now, _by_list(_indexes(revoked)), revoked.end)
        return read

    async def _sign(self, number: int, marked: frozenset[int], signer: JwtSigner, now: float) -> _Signed:
        at = int(now)
        claims = {
            "iss": self._issuer,
            "sub": status_list_uri(self._issuer, number),
            "iat": at,
            "exp": at + 3 * self._ttl,
            "ttl": self._ttl,
            "status_list": {"bits": 1, "lst": pack(marked)},
        }
        text = await signer.jwt(TYP, json.dumps(claims, separators=(",", ":")).encode())
        document = published(text.encode("ascii"), max(1, self._ttl // 2), MEDIA_TYPE)
        return _Signed(signer.kid, marked, now + self._ttl, document)


def _indexes(revoked: RevokedStatuses) -> Iterable[int]:
    for grant_id in revoked.grant_ids:
        index = status_index_of(grant_id)
        if index is not None:
            yield index
    for block in revoked.blocks:
        yield from range(block.first, block.first + block.size)


def _by_list(indexes: Iterable[int]) -> dict[int, frozenset[int]]:
    sorted_: dict[int, set[int]] = {}
    for index in indexes:
        number, place = divmod(index, LIST_SIZE)
        sorted_.setdefault(number, set()).add(place)
    return {number: frozenset(places) for number, places in sorted_.items()}

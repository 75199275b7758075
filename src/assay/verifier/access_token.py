"""Verifies access tokens for a resource server (RFC 9068 section 4, RFC 8725, RFC 6750).

One list of checks: `verify` stops at the first refusal, `examine` goes on to the end. Reasons: `token.*`, `key.*`,
`sender_constraint.*`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assay.checks import access_token
from assay.checks.access_token.plain import plainly_passes
from assay.checks.jwt.access_token_profile import AccessTokenProfile
from assay.checks.jwt.expectations import Context, Expectations
from assay.checks.jwt.key import select_keys
from assay.decision import Allowed, Refused, first_refusal
from assay.formats.base64url import decode
from assay.formats.jose.jwk import Verification
from assay.formats.jose.jwt import CLAIMS_DEPTH, MAX_TOKEN_BYTES, Jwt, read_jwt
from assay.formats.jose.key_set import KeySet
from assay.formats.json import JsonDefect, parse_object
from assay.ports.async_key_source import AsyncKeySource
from assay.ports.key_source import KeySource
from assay.ports.status_lists import AsyncStatusLists, StatusLists
from assay.reasons.token import STATUS_LIST_UNAVAILABLE
from assay.verifier.asynchronous import asynchronous_keys
from assay.verifier.examination import Examination, examine_jwt
from assay.verifier.expected import audiences, key_source, offered_algorithms
from assay.verifier.signed_token import keys_after, keys_after_async
from assay.verifier.verified_token import VerifiedToken
from assay.verifier.verified_tokens import VerifiedTokens

MAX_KNOWN_HEADERS = 64
_TEXTS = (str, bytes)
_CLAIM_CHECKS = tuple(check.run for check in access_token.CHECKS if check.reads == "payload")


@dataclass(frozen=True, slots=True)
class VerifierOptions:
    """What rarely needs another value. `clock` gives epoch seconds; `cached_tokens` 0 switches the cache off.

    With `status_lists` (`outbound.remote_status_lists`) a token that names a list is looked up in it.
    """

    max_token_bytes: int = MAX_TOKEN_BYTES
    cached_tokens: int = 0
    clock: Callable[[], float] = time.time
    status_lists: StatusLists | None = None


class AccessTokenVerifier:
    """Verifies the access tokens of one issuer for one resource server. Safe to share between threads and event loops.

    `issuer` and `audience` are compared exactly; `keys` is a JWK set as parsed JSON, or a key source. `type` "at+jwt"
    asks for the header and the claims of RFC 9068, None for neither; a profile (`issuer_profiles`) for what a known
    issuer writes instead. `leeway` in seconds, 0 to 60.
    """

    __slots__ = (
        "_asynchronous", "_asynchronous_statuses", "_cache", "_clock", "_expected", "_known", "_limit", "_source",
        "_statuses",
    )  # fmt: skip

    def __init__(  # noqa: D417 - the arguments are told above
        self,
        *,
        issuer: str,
        audience: str | Sequence[str],
        algorithms: Sequence[str],
        keys: Mapping[str, Any] | KeySource,
        type: str | AccessTokenProfile | None = "at+jwt",  # noqa: A002 - the header's own word
        leeway: float = 0,
        options: VerifierOptions | None = None,
    ) -> None:
        if not issuer:
            raise TypeError("issuer is the text of the issuer that is trusted")
        if type is not None and type != "at+jwt" and not isinstance(type, AccessTokenProfile):
            raise ValueError("type is 'at+jwt', None or a profile")
        profile = type if isinstance(type, AccessTokenProfile) else None
        if not 0 <= leeway <= 60:
            raise ValueError("leeway is 0 to 60 seconds")
        if options is None:
            options = VerifierOptions()
        self._expected = Expectations(
            algorithms=offered_algorithms(algorithms),
            issuer=issuer,
            audiences=audiences(audience),
            types=profile.types if profile is not None else None if type is None else access_token.TYPES,
            leeway=leeway,
            profile=profile,
            status_list=None if options.status_lists is None else options.status_lists.held,
        )
        lists: object = options.status_lists
        self._statuses = options.status_lists
        self._asynchronous_statuses = lists if isinstance(lists, AsyncStatusLists) else None
        self._source: KeySource = key_source(keys)
        self._asynchronous = self._source if isinstance(self._source, AsyncKeySource) else None
        self._clock = options.clock
        self._limit = options.max_token_bytes
        self._known = _KnownHeaders(None)
        self._cache = VerifiedTokens(options.cached_tokens) if options.cached_tokens else None

    def verify(self, token: str | bytes, now: float | None = None) -> Allowed[VerifiedToken] | Refused:
        """The proved token, or the first refusal with its trace. `now` in epoch seconds, the clock's when left out."""
        if now is None:
            now = self._clock()
        keys = self._source.current()
        epoch = 0 if self._statuses is None else self._statuses.epoch(now)
        if self._cache is not None:
            held = self._cache.find(token, keys, now, epoch)
            if held is not None:
                return held
        allowed = self._allowed_quickly(token, keys, now, epoch)
        if allowed is not None:
            return allowed
        jwt = read_jwt(token, limit=self._limit)
        refused = first_refusal(access_token.CHECKS, jwt, Context(self._expected, keys, now))
        if refused is not None:
            newer = keys_after(refused, jwt, self._source, keys)
            if newer is not None:
                keys = newer
                refused = first_refusal(access_token.CHECKS, jwt, Context(self._expected, keys, now))
        if refused is not None and self._list_after(refused, now):
            refused = first_refusal(access_token.CHECKS, jwt, Context(self._expected, keys, now))
        return self._allowed(token, jwt, keys, epoch) if refused is None else refused

    async def verify_async(self, token: str | bytes, now: float | None = None) -> Allowed[VerifiedToken] | Refused:
        """The same on an event loop, which no fetch of keys ever blocks.

        Raises `TypeError` for a key source that cannot be waited for (`for_event_loops`).
        """
        source = self._asynchronous or asynchronous_keys(self._source)
        if now is None:
            now = self._clock()
        keys = await source.current_async()
        epoch = 0 if self._statuses is None else self._statuses.epoch(now)
        if self._cache is not None:
            held = self._cache.find(token, keys, now, epoch)
            if held is not None:
                return held
        allowed = self._allowed_quickly(token, keys, now, epoch)
        if allowed is not None:
            return allowed
        jwt = read_jwt(token, limit=self._limit)
        refused = first_refusal(access_token.CHECKS, jwt, Context(self._expected, keys, now))
        if refused is not None:
            newer = await keys_after_async(refused, jwt, source, keys)
            if newer is not None:
                keys = newer
                refused = first_refusal(access_token.CHECKS, jwt, Context(self._expected, keys, now))
        if refused is not None and await self._list_after_async(refused, now):
            refused = first_refusal(access_token.CHECKS, jwt, Context(self._expected, keys, now))
        return self._allowed(token, jwt, keys, epoch) if refused is None else refused

    @property
    def for_event_loops(self) -> bool:
        """Whether `verify_async` can wait for the key source and the status lists, as for every one of Assay's own."""
        waits_for_lists = self._statuses is None or self._asynchronous_statuses is not None
        return self._asynchronous is not None and waits_for_lists

    def examine(self, token: str | bytes, now: float | None = None) -> Examination:
        """Every check with its outcome; the first refusal is the one that `verify` gives."""
        if now is None:
            now = self._clock()
        jwt = read_jwt(token, limit=self._limit)
        keys = self._source.current()
        examination = examine_jwt(jwt, access_token.CHECKS, Context(self._expected, keys, now))
        for refused in examination.refusals[:1]:
            newer = keys_after(refused, jwt, self._source, keys)
            if newer is not None:
                keys = newer
                examination = examine_jwt(jwt, access_token.CHECKS, Context(self._expected, keys, now))
        for refused in examination.refusals[:1]:
            if self._list_after(refused, now):
                examination = examine_jwt(jwt, access_token.CHECKS, Context(self._expected, keys, now))
        return examination

    def forget_verified_tokens(self) -> None:
        """Empties the cache of verified tokens, for instance because tokens were revoked."""
        if self._cache is not None:
            self._cache.forget_all()

    def _list_after(self, refused: Refused, now: float) -> bool:
        """Whether the list for which a token was just refused could be fetched: then it is asked once more."""
        if self._statuses is None or refused.reason is not STATUS_LIST_UNAVAILABLE:
            return False
        return self._statuses.fetch(str(refused.evidence["location"]), now)

    async def _list_after_async(self, refused: Refused, now: float) -> bool:
        """As `_list_after`, on an event loop; lists that cannot be waited for are not fetched there."""
        if self._asynchronous_statuses is None or refused.reason is not STATUS_LIST_UNAVAILABLE:
            return False
        return await self._asynchronous_statuses.fetch_async(str(refused.evidence["location"]), now)

    def _allowed_quickly(
        self, token: str | bytes, keys: KeySet | Refused, now: float, epoch: int
    ) -> Allowed[VerifiedToken] | None:
        proved = self._proved_quickly(token, keys, now)
        if proved is None:
            return None
        allowed = Allowed(proved)
        if self._cache is not None:
            self._cache.keep(token, allowed, keys, self._expected.leeway, epoch)
        return allowed

    def _proved_quickly(self, token: str | bytes, keys: KeySet | Refused, now: float) -> VerifiedToken | None:
        # The way of nearly every good token. The checks of the header are pure: for the same header and the same keys
        # they were answered before. Whatever is unusual goes the long way, which alone names reasons.
        held = self._known
        if keys is not held.keys or token.__class__ not in _TEXTS or len(token) > self._limit:
            return None
        try:
            octets = token if isinstance(token, bytes) else token.encode()
        except UnicodeEncodeError:
            return None
        signed, _, signature_text = octets.rpartition(b".")
        header_text, _, payload_text = signed.partition(b".")
        known = held.headers.get(header_text)
        if known is None:
            return None
        signature, payload = decode(signature_text), decode(payload_text)
        if not signature or payload is None or not known.verify(signature, signed):
            return None
        claims = parse_object(payload, max_depth=CLAIMS_DEPTH)
        if claims.__class__ is JsonDefect:
            return None
        if self._expected.profile is None and plainly_passes(claims, self._expected, now):  # type: ignore[arg-type]  # the class was just compared
            return VerifiedToken(claims, known.header)  # type: ignore[arg-type]  # as above
        jwt = Jwt(known.header, claims, payload, signature, signed)  # type: ignore[arg-type]  # as above
        context = Context(self._expected, keys, now)
        for run in _CLAIM_CHECKS:
            if run(jwt, context).__class__ is Refused:
                return None
        return VerifiedToken(jwt.claims, known.header)

    def _allowed(self, token: str | bytes, jwt: Jwt, keys: KeySet | Refused, epoch: int) -> Allowed[VerifiedToken]:
        # Every check has passed with these keys.
        self._remember_header(jwt, keys)
        allowed = Allowed(VerifiedToken(jwt.claims, jwt.header))
        if self._cache is not None:
            self._cache.keep(token, allowed, keys, self._expected.leeway, epoch)
        return allowed

    def _remember_header(self, jwt: Jwt, keys: KeySet | Refused) -> None:
        # Only headers that a trusted key has signed come here, so only the issuer can fill this.
        if isinstance(keys, Refused):
            return
        selected = select_keys(jwt.header, keys)
        if isinstance(selected, Refused) or len(selected) != 1:
            return
        held = self._known
        if keys is not held.keys or len(held.headers) >= MAX_KNOWN_HEADERS:
            held = self._known = _KnownHeaders(keys)
        verify = selected[0].verification(jwt.header["alg"])
        # Into the record that belongs to these keys, whatever another thread has put in its place meanwhile.
        held.headers[jwt.signing_input.partition(b".")[0]] = _KnownHeader(jwt.header, verify)


@dataclass(frozen=True, slots=True)
class _KnownHeader:
    header: Mapping[str, Any]
    verify: Verification


@dataclass(frozen=True, slots=True)
class _KnownHeaders:
    keys: KeySet | None
    headers: dict[bytes, _KnownHeader] = field(default_factory=dict)

"""An issuer's status lists behind their URLs, for verifiers: fetched when a token first names one, and again in time.

Only addresses below the one that was configured are ever asked, so no token can send the verifier elsewhere. The rules of
`document` hold: https only, http for loopback; no redirects; bounded in size and time.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from assay.checks import status_list_token
from assay.decision import Allowed, Refused, refuse
from assay.formats.jose.jwt import Jwt
from assay.formats.status_list import StatusList
from assay.outbound.document import Document, FetchFailed, Location, fetch
from assay.ports.async_key_source import AsyncKeySource
from assay.ports.key_source import KeySource
from assay.reasons.token import STATUS_LIST_UNAVAILABLE
from assay.verifier.expected import key_source
from assay.verifier.signed_token import verify_by_source, verify_by_source_async
from assay.verifier.status_lists import RETRY_PAUSE, HeldStatusList, held_from, list_contexts, list_token

if TYPE_CHECKING:
    from assay.outbound.async_document import Fetch as AsyncFetch
    from assay.outbound.flight import Flight

_LOG = logging.getLogger(__name__)
_NAME = re.compile(r"[A-Za-z0-9_~-]{1,64}")
MOST_HELD = 1024
"""Lists held at a time; the one that was fetched first goes first."""


@dataclass(frozen=True, slots=True)
class _Failed:
    defect: str
    next_try_at: float


class RemoteStatusLists:
    """`ports.status_lists.StatusLists` of one issuer, for threads and for event loops, to be shared by verifiers.

    `below` is the URL below which all its lists are (`https://issuer.example/status-lists/`); `keys` and `algorithms` are
    those that sign them. A list is fetched again beside the work after its ttl, and no longer believed after its exp.
    Raises `ValueError` for a URL that is not allowed.
    """

    __slots__ = (
        "_algorithms",
        "_below",
        "_epoch",
        "_failed",
        "_fetch",
        "_fetch_async",
        "_fetching",
        "_flights",
        "_held",
        "_keys",
        "_next_look",
        "_private_hosts",
        "_refreshing",
        "_state",
    )  # fmt: skip

    def __init__(
        self,
        below: str,
        *,
        keys: Mapping[str, Any] | KeySource,
        algorithms: Sequence[str] = ("ES256",),
        private_hosts: Collection[str] = (),
        fetch: Callable[[Location], Document] = fetch,
        fetch_async: AsyncFetch | None = None,
    ) -> None:
        if not below.endswith("/"):
            raise ValueError(f"{below!r} does not end with a slash")
        Location.parse(below, private_hosts)
        self._below = below
        self._keys: KeySource = key_source(keys)
        self._algorithms = tuple(algorithms)
        self._private_hosts = private_hosts
        self._fetch = fetch
        self._fetch_async = fetch_async
        self._held: dict[str, HeldStatusList] = {}
        self._failed: dict[str, _Failed] = {}
        self._flights: dict[str, Flight] = {}
        self._epoch = 0
        self._next_look = float("inf")
        self._state = Lock()  # held for a moment, to change what is held
        self._fetching = Lock()  # held during a fetch that a token waits for
        self._refreshing = Lock()  # held by the one thread that refreshes what is due

    def held(self, uri: str, now: float) -> StatusList | Refused:
        """See the port."""
        held = self._held.get(uri)
        if held is not None and now < held.believed_until:
            return held.list
        failed = self._failed.get(uri)
        defect = "it has not been fetched yet" if failed is None else failed.defect
        return refuse(STATUS_LIST_UNAVAILABLE, location=uri, defect=defect if self._is_below(uri) else _ELSEWHERE)

    def epoch(self, now: float) -> int:
        """See the port."""
        if now >= self._next_look:
            self._look(now)
        return self._epoch

    def fetch(self, uri: str, now: float) -> bool:
        """See the port. One thread fetches; the others wait for it."""
        if self._wanted(uri, now):
            with self._fetching:
                if self._wanted(uri, now):
                    self._fetch_once(uri, now)
        return self._believed(uri, now)  # somebody else may have fetched it since the caller looked

    async def fetch_async(self, uri: str, now: float) -> bool:
        """See the port. One task of a loop fetches; the others wait for it."""
        if self._wanted(uri, now):
            await self._flight_to(uri).join(partial(self._fetch_once_async, uri, now))
        return self._believed(uri, now)

    def _believed(self, uri: str, now: float) -> bool:
        held = self._held.get(uri)
        return held is not None and now < held.believed_until

    def _is_below(self, uri: str) -> bool:
        return uri.startswith(self._below) and _NAME.fullmatch(uri, len(self._below)) is not None

    def _wanted(self, uri: str, now: float) -> bool:
        if not self._is_below(uri):
            return False
        held, failed = self._held.get(uri), self._failed.get(uri)
        if held is not None and now < held.fresh_until:
            return False
        return failed is None or now >= failed.next_try_at

    def _look(self, now: float) -> None:
        """Forget what is no longer believed, and refresh beside the work what is due."""
        with self._state:
            for uri in [uri for uri, held in self._held.items() if now >= held.believed_until]:
                del self._held[uri]
                self._epoch += 1
            self._plan()
            due = [uri for uri in self._held if self._wanted(uri, now)]
        if not due:
            return
        if self._fetch_async is not None and _on_a_loop():
            for uri in due:
                self._flight_to(uri).begin(partial(self._fetch_once_async, uri, now))
        elif self._refreshing.acquire(blocking=False):  # one thread refreshes, the others go on with what is held
            try:
                Thread(target=self._refresh, args=(due, now), name="assay status lists", daemon=True).start()
            except RuntimeError:  # no more threads just now; what is held still serves, and the next look tries again
                self._refreshing.release()

    def _flight_to(self, uri: str) -> Flight:
        with self._state:
            flight = self._flights.get(uri)
            if flight is None:
                from assay.outbound.flight import Flight  # here: threads need no event loop

                flight = self._flights[uri] = Flight()
            return flight

    def _refresh(self, due: list[str], now: float) -> None:
        began = time.monotonic()
        try:
            for uri in due:
                at = now + time.monotonic() - began
                if self._wanted(uri, at):
                    self._fetch_once(uri, at)
        finally:
            self._refreshing.release()

    def _fetch_once(self, uri: str, now: float) -> None:
        began = time.monotonic()
        try:
            document = self._fetch(Location.parse(uri, self._private_hosts))
        except (FetchFailed, ValueError) as fault:
            self._keep_failure(uri, str(fault), now + time.monotonic() - began)
            return
        jwt, contexts = list_token(document.body), list_contexts(uri, self._algorithms, now)
        self._keep(uri, verify_by_source(jwt, status_list_token.CHECKS, self._keys, contexts), now)

    async def _fetch_once_async(self, uri: str, now: float) -> None:
        try:
            if isinstance(self._keys, AsyncKeySource):
                await self._fetch_waiting(uri, self._keys, now)
            else:  # its keys are fetched by a thread, and so is all
                from asyncio import to_thread

                await to_thread(self._fetch_once, uri, now)
        finally:
            with self._state:
                self._flights.pop(uri, None)

    async def _fetch_waiting(self, uri: str, keys: AsyncKeySource, now: float) -> None:
        began = time.monotonic()
        try:
            document = await self._fetched_async(Location.parse(uri, self._private_hosts))
        except (FetchFailed, ValueError) as fault:
            self._keep_failure(uri, str(fault), now + time.monotonic() - began)
            return
        jwt, contexts = list_token(document.body), list_contexts(uri, self._algorithms, now)
        self._keep(uri, await verify_by_source_async(jwt, status_list_token.CHECKS, keys, contexts), now)

    async def _fetched_async(self, location: Location) -> Document:
        if self._fetch_async is not None:
            return await self._fetch_async(location)
        if self._fetch is not fetch:
            from asyncio import to_thread

            return await to_thread(self._fetch, location)
        from assay.outbound.async_document import fetch as fetch_async

        return await fetch_async(location)

    def _keep(self, uri: str, verified: Allowed[Jwt] | Refused, now: float) -> None:
        if isinstance(verified, Refused):
            self._keep_failure(uri, f"{verified.reason.code}: {verified.reason.headline}", now)
            return
        held = held_from(verified.value.claims, now)
        with self._state:
            before = self._held.pop(uri, None)
            if before is None or before.list != held.list:
                self._epoch += 1
            while len(self._held) >= MOST_HELD:
                del self._held[next(iter(self._held))]
                self._epoch += 1
            self._held[uri] = held
            self._failed.pop(uri, None)
            self._plan()

    def _keep_failure(self, uri: str, defect: str, now: float) -> None:
        """The pause counts from the end of a try, `now`: a server that hangs would be asked without a break."""
        _LOG.warning("The status list at %s was not fetched: %s", uri, defect)
        with self._state:
            if len(self._failed) >= MOST_HELD:
                self._failed.clear()
            self._failed[uri] = _Failed(defect, now + RETRY_PAUSE)
            self._plan()

    def _plan(self) -> None:
        """When to look next: at the first list that is due, not before its next try."""
        moments = []
        for uri, held in self._held.items():
            failed = self._failed.get(uri)
            due = held.fresh_until if failed is None else max(held.fresh_until, failed.next_try_at)
            moments.append(min(due, held.believed_until))
        self._next_look = min(moments, default=float("inf"))


_ELSEWHERE = "it is not below the address that the verifier was given for lists"


def _on_a_loop() -> bool:
    from asyncio import get_running_loop

    try:
        get_running_loop()
    except RuntimeError:
        return False
    return True

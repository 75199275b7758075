"""An issuer's key set behind a URL, for verifiers: fetched when it is needed, by one at a time (RFC 7517 section 5).

https only, http for loopback; no redirects; bounded in size and time. When to fetch is decided in `verifier.key_sets`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from threading import Lock, Thread
from typing import TYPE_CHECKING

from assay.decision import Refused
from assay.formats.jose.key_set import KeySet, parse_key_set
from assay.formats.json import JsonDefect, parse_object
from assay.outbound.document import Document, FetchFailed, Location, fetch
from assay.verifier.key_sets import HeldKeySet, KeySetPolicy, Next

if TYPE_CHECKING:
    from assay.outbound.async_document import Fetch as AsyncFetch
    from assay.outbound.flight import Flight

_LOG = logging.getLogger(__name__)


class RemoteKeySet:
    """A key source over a `jwks_uri`, for threads and for event loops. Safe to share between them and between verifiers.

    The first use waits for the fetch; later ones fetch beside the work while the held set serves. `fetch` and
    `fetch_async` bring a fetcher of one's own; with the first alone event loops use it in a thread. `private_hosts` are
    the host names that may have an address inside a private network. Raises `ValueError` for a URL that is not allowed.
    """

    __slots__ = ("_clock", "_fetch", "_fetch_async", "_fetching", "_flight", "_held", "_state", "location")

    def __init__(
        self,
        url: str,
        *,
        policy: KeySetPolicy | None = None,
        private_hosts: Collection[str] = (),
        clock: Callable[[], float] = time.monotonic,
        fetch: Callable[[Location], Document] = fetch,
        fetch_async: AsyncFetch | None = None,
    ) -> None:
        self.location = Location.parse(url, private_hosts)
        self._held = HeldKeySet(url, KeySetPolicy() if policy is None else policy)
        self._clock = clock
        self._fetch = fetch
        self._fetch_async = fetch_async
        self._flight: Flight | None = None
        self._state = Lock()  # held for a moment, to change what is held
        self._fetching = Lock()  # held during a fetch

    def current(self) -> KeySet | Refused:
        """The keys as they are held, fetched first when there are none."""
        held, now = self._held, self._clock()
        if now < held.fresh_until and held.keys is not None:  # the way of nearly every token
            return held.keys
        wanted = held.next(now)
        if wanted is Next.FETCH:
            self._fetch_unless(lambda: self._held.next(self._clock()) is not Next.FETCH)
        elif wanted is Next.REFRESH:
            self._refresh_beside()
        return self._held.answer(self._clock())

    def after_unknown_kid(self, kid: str) -> KeySet | Refused:
        """The keys after one more fetch, if none was made for an unknown kid lately."""
        if self._asked_for_unknown_kid():
            # A fetch that was under way already may have left before the key was published: only the kid itself counts.
            self._fetch_unless(lambda: self._has(kid))
        elif self._fetching.locked():
            with self._fetching:  # somebody is asking already: the answer may have this kid as well
                pass
        return self._held.answer(self._clock())

    async def current_async(self) -> KeySet | Refused:
        """As `current`, on an event loop."""
        held, now = self._held, self._clock()
        if now < held.fresh_until and held.keys is not None:
            return held.keys
        wanted = held.next(now)
        if wanted is Next.FETCH:
            await self._flown().join(self._fetch_once_async)
        elif wanted is Next.REFRESH:
            self._flown().begin(self._fetch_once_async)
        return self._held.answer(self._clock())

    async def after_unknown_kid_async(self, kid: str) -> KeySet | Refused:
        """As `after_unknown_kid`, on an event loop."""
        wanted, flight = self._asked_for_unknown_kid(), self._flown()
        await flight.landed()  # it may have left before the key was published, so it is not the answer for certain
        if wanted and not self._has(kid):
            await flight.join(self._fetch_once_async)
        return self._held.answer(self._clock())

    def ready(self) -> bool:
        """Whether `current` answers without waiting for the network; an event loop asks this before it blocks."""
        return self._held.next(self._clock()) is not Next.FETCH

    def refresh(self) -> KeySet | Refused:
        """Fetches now, whatever is held; for a start-up that wants to know."""
        self._fetch_unless(lambda: False)
        return self._held.answer(self._clock())

    def _asked_for_unknown_kid(self) -> bool:
        """Whether the caller is the one who fetches for an unknown kid; nobody else is then, for a while."""
        with self._state:
            wanted = self._held.next_for_unknown_kid(self._clock()) is Next.FETCH
            if wanted:
                self._held = self._held.asked_for_unknown_kid(self._clock())
        return wanted

    def _has(self, kid: str) -> bool:
        keys = self._held.keys
        return keys is not None and kid in keys.kids()

    def _refresh_beside(self) -> None:
        if self._fetching.acquire(blocking=False):  # one thread refreshes, the others go on with what is held
            try:
                Thread(target=self._fetch_and_release, name="assay key set", daemon=True).start()
            except RuntimeError:  # no more threads just now; the held set serves, and the next use tries again
                self._fetching.release()

    def _fetch_and_release(self) -> None:
        try:
            self._fetch_once()
        finally:
            self._fetching.release()

    def _fetch_unless(self, done: Callable[[], bool]) -> None:
        with self._fetching:
            if not done():
                self._fetch_once()

    def _fetch_once(self) -> None:
        try:
            document = self._fetch(self.location)
            keys = _keys_of(document)
        except FetchFailed as fault:
            self._failed(fault)
        else:
            self._fetched(keys, document)

    async def _fetch_once_async(self) -> None:
        try:
            document = await self._fetched_async()
            keys = _keys_of(document)
        except FetchFailed as fault:
            self._failed(fault)
        else:
            self._fetched(keys, document)

    async def _fetched_async(self) -> Document:
        if self._fetch_async is not None:
            return await self._fetch_async(self.location)
        if self._fetch is not fetch:
            from asyncio import to_thread

            return await to_thread(self._fetch, self.location)
        from assay.outbound.async_document import fetch as fetch_async

        return await fetch_async(self.location)

    def _flown(self) -> Flight:
        if self._flight is None:
            from assay.outbound.flight import Flight  # here: threads need no event loop

            self._flight = Flight()
        return self._flight

    def _failed(self, fault: FetchFailed) -> None:
        with self._state:
            self._held = self._held.failed(str(fault), self._clock())
        _LOG.warning("The key set at %s was not fetched: %s", self.location.url, fault)

    def _fetched(self, keys: KeySet, document: Document) -> None:
        with self._state:
            self._held = self._held.fetched(keys, document.cache_control, self._clock(), document.age)
            replaced = self._held.replaced_kids
        for kid in replaced:
            _LOG.warning("The key set at %s has another key under the kid %r than before", self.location.url, kid)


def _keys_of(document: Document) -> KeySet:
    value = parse_object(document.body)
    if isinstance(value, JsonDefect):
        raise FetchFailed(f"what it answers is not JSON as it should be ({value.kind} {value.detail})")
    if "keys" not in value:
        raise FetchFailed("what it answers has no member keys")
    keys = parse_key_set(value)
    if isinstance(keys, Refused):
        told = ", ".join(f"{name} {fact}" for name, fact in keys.evidence.items())
        raise FetchFailed(f"{keys.reason.code}: {told}")
    return keys

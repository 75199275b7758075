"""Sends an API's refusals to an Assay server, which explains them: `assay explain --refusal ID`, `POST /explain`.

One thread sends them in batches, behind the answers. Nothing waits for it: what cannot be sent is kept up to a bound, then
the oldest goes and is counted. A record has reason, evidence and trace, and never the token.
"""

from __future__ import annotations

import atexit
import logging
import os
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import Condition, Thread
from urllib.parse import urlencode
from weakref import ref

from assay.formats.basic_credentials import basic_authorization
from assay.model.refusal_record import RefusalRecord
from assay.outbound.document import FetchFailed, Form, Location, Reply, ask
from assay.primitives.secret import Secret
from assay.server.refusals.reports import report_of

_LOG = logging.getLogger("assay.refusals")
_MOST_REPORTS = 32
_MOST_BYTES = 48_000
"""Of one request: half of the parameters and three quarters of the body that a server takes."""
_KEEP_TRYING = frozenset((401, 404, 408, 425, 429))
"""Refusals of the server that may pass: a secret or an address being changed, or too much at once."""


@dataclass(frozen=True, slots=True)
class SinkLimits:
    """`waiting` is how many records may wait; a batch leaves `every` seconds after its first record, or when it is full.

    After a failure the pause doubles from `retry_pause` to `most_retry_pause` seconds. `at_exit` is how many seconds
    the end of the process may take for what still waits.
    """

    waiting: int = 10_000
    every: float = 0.25
    retry_pause: float = 1.0
    most_retry_pause: float = 60.0
    at_exit: float = 1.0


class AssayServerSink:
    """A refusal sink for `ResourceSettings(on_refusal=…)`. Safe to share between threads; each process has its own thread.

    `issuer` is the server's address, `client_id` and `client_secret` are the resource server's own, listed among the
    `introspection_clients` of its resource. Raises `ValueError` for an address that is not allowed.
    """

    def __init__(
        self,
        issuer: str,
        *,
        client_id: str,
        client_secret: str,
        private_hosts: Collection[str] = (),
        limits: SinkLimits | None = None,
        send: Callable[[Location, Form], Reply] = ask,
    ) -> None:
        self._location = Location.parse(issuer.rstrip("/") + "/refusals", private_hosts)
        self._authorization = Secret(basic_authorization(client_id, client_secret))
        self._limits = SinkLimits() if limits is None else limits
        self._send = send
        self.sent = 0
        self.dropped = 0
        self._thread: Thread | None = None
        self._begin_anew()
        me = ref(self)
        os.register_at_fork(after_in_child=lambda: _begin_anew_in_child(me()))

    @property
    def waiting(self) -> int:
        """How many records are not sent yet."""
        return len(self._queue) + self._in_flight

    def __call__(self, record: RefusalRecord, /) -> None:
        """Take one record. Never waits, never raises."""
        with self._changed:
            if self._closed:
                self.dropped += 1
                return
            self._queue.append(record)
            self._trim()
            if self._thread is None:
                thread = Thread(target=self._run, name="assay refusal sink", daemon=True)
                try:
                    thread.start()
                except RuntimeError:  # no more threads just now; the record waits, and the next one tries again
                    return
                self._thread = thread
                atexit.register(self.close, self._limits.at_exit)
            if len(self._queue) in {1, _MOST_REPORTS}:
                self._changed.notify()

    def close(self, seconds: float = 5.0) -> None:
        """Send what waits, for at most so many seconds; what is left then is dropped and counted."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        atexit.unregister(self.close)
        if self._thread is not None:
            self._thread.join(seconds)
        with self._changed:
            self.dropped += len(self._queue)
            self._queue.clear()

    def _begin_anew(self) -> None:
        # A forked process has no thread, and what waited is for the parent to send.
        self._changed = Condition()
        self._queue: deque[RefusalRecord] = deque()
        self._in_flight = 0
        self._thread = None
        self._closed = False

    def _trim(self) -> None:
        while len(self._queue) > self._limits.waiting:
            self._queue.popleft()
            self.dropped += 1
            if self.dropped & (self.dropped - 1) == 0:  # each time that the number has doubled
                _LOG.warning("%s reports of refusals were dropped: %s takes none", self.dropped, self._location.url)

    def _run(self) -> None:
        pause = self._limits.retry_pause
        while True:
            batch = self._next_batch()
            if not batch:
                return
            try:
                wait = self._deliver(batch)
            except Exception:  # noqa: BLE001 - whatever one batch holds, the next one is sent
                _LOG.exception("%s reports of refusals could not be made", self._in_flight)
                self._settle(dropped=self._in_flight)
                continue
            if wait is None:
                pause = self._limits.retry_pause
                continue
            with self._changed:
                if self._closed:
                    return
                self._changed.wait_for(lambda: self._closed, max(pause, wait))
            pause = min(pause * 2, self._limits.most_retry_pause)

    def _next_batch(self) -> list[RefusalRecord]:
        """The records that go next, none when the sink is closed and everything is sent."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            self._changed.wait_for(lambda: len(self._queue) >= _MOST_REPORTS or self._closed, self._limits.every)
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), _MOST_REPORTS))]
            self._in_flight = len(batch)
            return batch

    def _deliver(self, batch: list[RefusalRecord]) -> float | None:
        """None when the batch is settled, else the least seconds to wait before what is left of it is tried again."""
        parts = [batch]
        while parts:
            part = parts.pop(0)
            encoded = urlencode([("refusal", report_of(record)) for record in part])
            if len(encoded) > _MOST_BYTES and len(part) > 1:
                parts[:0] = _halves(part)
                continue
            reply = self._answer(encoded)
            if reply is not None and reply.status == 200:
                self._settle(sent=len(part))
            elif reply is not None and 400 <= reply.status < 500 and reply.status not in _KEEP_TRYING:
                if len(part) > 1:
                    parts[:0] = _halves(part)  # one bad report must not take the others with it
                    continue
                _LOG.warning(
                    "The report of %s was refused with status %s (%s)",
                    part[0].refusal_id,
                    reply.status,
                    reply.header("refusal-id"),
                )
                self._settle(dropped=1)
            else:
                self._put_back([record for one in (part, *parts) for record in one])
                return _retry_after(reply)
        return None

    def _answer(self, encoded: str) -> Reply | None:
        try:
            reply = self._send(self._location, Form(encoded, {"Authorization": self._authorization.reveal()}))
        except FetchFailed as fault:
            _LOG.debug("%s cannot be told of refusals: %s", self._location.url, fault)
            return None
        if reply.status != 200:
            _LOG.debug("%s answers reports of refusals with status %s", self._location.url, reply.status)
        return reply

    def _settle(self, *, sent: int = 0, dropped: int = 0) -> None:
        with self._changed:
            self.sent += sent
            self.dropped += dropped
            self._in_flight -= sent + dropped

    def _put_back(self, records: list[RefusalRecord]) -> None:
        with self._changed:
            self._queue.extendleft(reversed(records))
            self._in_flight = 0
            self._trim()


def _begin_anew_in_child(sink: AssayServerSink | None) -> None:
    if sink is not None:
        sink._begin_anew()  # noqa: SLF001 - of this module's own class


def _halves(part: list[RefusalRecord]) -> list[list[RefusalRecord]]:
    middle = len(part) // 2
    return [part[:middle], part[middle:]]


def _retry_after(reply: Reply | None) -> float:
    asked = "" if reply is None else reply.header("retry-after") or ""
    return min(float(asked), 300.0) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0.0

"""Several processes that serve from the same sockets: begins them, begins anew what ended, and ends them all together.

A process that ends by itself is begun anew at once; one that does so again and again, after growing pauses. The sockets are
this process's, so what waits on them is not lost with a process that dies.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from assay.app.configuration.setting import ConfigurationRefused
from assay.ports.store import StoreUnusable
from assay.ports.unit_of_work import StorageUnavailable

_log = logging.getLogger("assay.workers")

_SETTLED = 5.0
"""Seconds after which a process counts as having started well."""
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 4.0
_LOOK_AGAIN = 1.0
_MORE_THAN_IT_TAKES = 5.0
"""Seconds beyond the graceful end after which a process is ended by force."""

_TOLD = (signal.SIGTERM, signal.SIGINT)


@dataclass(slots=True)
class _Place:
    """One of the processes that should run."""

    number: int
    pid: int | None = None
    since: float = 0.0
    due: float = 0.0
    pause: float = 0.0


def supervise(count: int, work: Callable[[int], None], shutdown_seconds: float) -> None:
    """Run `work(number)` in so many processes until SIGTERM or SIGINT. POSIX only; call it while no loop or thread runs."""
    watched = {*_TOLD, signal.SIGCHLD}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    places = [_Place(number) for number in range(count)]
    alive_reader, alive_writer = os.pipe()  # the writing end is closed when this process ends, however it ends
    try:
        while True:
            now = time.monotonic()
            for place in places:
                if place.pid is None and place.due <= now:
                    place.pid = _begun(place, work, before, (alive_reader, alive_writer))
                    place.since = now
            told = signal.sigtimedwait(watched, _LOOK_AGAIN)
            _reap(places)
            if told is not None and told.si_signo in _TOLD:
                break
        _end(places, watched, shutdown_seconds)
    finally:
        os.close(alive_reader)
        os.close(alive_writer)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begun(
    place: _Place, work: Callable[[int], None], mask: set[int] | set[signal.Signals], alive: tuple[int, int]
) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        _log.info("worker.started", extra={"fields": {"worker": place.number, "pid": pid}})
        return pid
    status = 10  # a fault of ours
    try:
        reader, writer = alive
        os.close(writer)
        for one in _TOLD:
            signal.signal(one, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        threading.Thread(target=_end_with_parent, args=(reader,), daemon=True).start()
        work(place.number)
        status = 0
    except BaseException as fault:  # noqa: BLE001 - the last door of this process
        if isinstance(fault, SystemExit) and isinstance(fault.code, int):
            status = fault.code
        else:
            told = isinstance(
                fault, StoreUnusable | StorageUnavailable | ConfigurationRefused
            )  # others may quote a value
            fields = {"exception": type(fault).__qualname__, **({"seen": str(fault)} if told else {})}
            _log.error("worker.faulted", extra={"fields": fields})  # noqa: TRY400 - a traceback may quote a value
    finally:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _end_with_parent(reader: int) -> None:
    os.read(reader, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _reap(places: list[_Place]) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        now = time.monotonic()
        for place in places:
            if place.pid != pid:
                continue
            place.pid = None
            if now - place.since >= _SETTLED:
                place.pause = 0.0
            place.due = now + place.pause
            fields = {"worker": place.number, "pid": pid, "status": os.waitstatus_to_exitcode(status)}
            _log.warning("worker.ended", extra={"fields": {**fields, "begun_again_in": round(place.pause, 1)}})
            place.pause = min(max(_FIRST_PAUSE, place.pause * 2), _LONGEST_PAUSE)


def _end(places: list[_Place], watched: set[signal.Signals], shutdown_seconds: float) -> None:
    for place in places:
        _tell(place, signal.SIGTERM)
    deadline = time.monotonic() + shutdown_seconds + _MORE_THAN_IT_TAKES
    while any(place.pid is not None for place in places):
        if time.monotonic() > deadline:
            for place in places:
                _tell(place, signal.SIGKILL)
            deadline += _MORE_THAN_IT_TAKES
        signal.sigtimedwait(watched, 0.2)
        _reap_ended(places)


def _reap_ended(places: list[_Place]) -> None:
    for place in places:
        if place.pid is not None and os.waitpid(place.pid, os.WNOHANG)[0]:
            place.pid = None


def _tell(place: _Place, what: signal.Signals) -> None:
    if place.pid is not None:
        os.kill(place.pid, what)

"""A JWK set in a file, for verifiers: read again when the file changes, and kept when it does not read."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from assay.decision import Refused, refuse
from assay.formats.jose.key_set import KeySet, parse_key_set
from assay.formats.json import JsonDefect, parse_object
from assay.reasons.key import SET_UNAVAILABLE

_LOG = logging.getLogger(__name__)
LOOK_EVERY = 1.0
"""Seconds between two looks at the file."""


class KeySetFile:
    """A key source over a file that somebody else writes. Replace the file by renaming, so that nobody reads half of it.

    `private_allowed` permits secrets and private members, for a file that is as secret as they are.
    """

    __slots__ = ("_answer", "_clock", "_lock", "_next_look", "_path", "_private_allowed", "_seen")

    def __init__(
        self, path: str | Path, *, private_allowed: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = Path(path)
        self._private_allowed = private_allowed
        self._clock = clock
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._answer: KeySet | Refused = refuse(SET_UNAVAILABLE, location=str(path), defect="it has not been read yet")
        self._next_look = clock()

    def current(self) -> KeySet | Refused:
        """The keys of the file as it was at the last look."""
        if self._clock() >= self._next_look:
            self._look()
        return self._answer

    def after_unknown_kid(self, kid: str) -> KeySet | Refused:  # noqa: ARG002 - the port's signature; the file is all
        """The keys of the file; it is looked at once a second anyway."""
        return self.current()

    async def current_async(self) -> KeySet | Refused:  # noqa: RUF029 - the port's signature; a look takes microseconds
        """As `current`."""
        return self.current()

    async def after_unknown_kid_async(self, kid: str) -> KeySet | Refused:  # noqa: ARG002, RUF029 - as above
        """As `current`."""
        return self.current()

    def _look(self) -> None:
        with self._lock:
            self._next_look = self._clock() + LOOK_EVERY
            try:
                status = self._path.stat()
                seen = (status.st_mtime_ns, status.st_size, status.st_ino)
                if seen == self._seen:
                    return
                read = self._read()
            except OSError as fault:
                read, seen = refuse(SET_UNAVAILABLE, location=str(self._path), defect=type(fault).__name__), None
            self._seen = seen
            if isinstance(read, Refused) and isinstance(self._answer, KeySet):
                _LOG.warning(
                    "The key set in %s does not read; the one from before stays: %s", self._path, read.evidence
                )
                return
            self._answer = read

    def _read(self) -> KeySet | Refused:
        value = parse_object(self._path.read_bytes())
        if isinstance(value, JsonDefect):
            defect = f"it is not JSON as it should be ({value.kind} {value.detail})"
            return refuse(SET_UNAVAILABLE, location=str(self._path), defect=defect)
        return parse_key_set(value, private_allowed=self._private_allowed)

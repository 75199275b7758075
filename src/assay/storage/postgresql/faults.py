"""What an error of PostgreSQL or of the way to it means: the database cannot answer now, or a fault of ours.

The words of the server are not repeated: they may quote a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import asyncpg

from assay.ports.store import StoreUnusable
from assay.ports.unit_of_work import StorageUnavailable

_NO_RIGHT = "42501"
_SEEN = {
    "08": "the connection to the database was lost",
    "25006": "the database takes no writes (a standby, or set to read only)",
    "28": "the database refuses the user or its password",
    "3D000": "the database is not there",
    "53100": "the database's disk is full",
    "53200": "the database has no memory left",
    "53300": "the database takes no more connections",
    "53": "the database is out of a resource",
    "55P03": "another process held a lock of the database for too long",
    _NO_RIGHT: "the database's role has not the rights that docs/operating.md names",
    "40": "other processes were in the way of this change",
    "57014": "the database did not answer in time",
    "57": "the database is shutting down or starting",
    "58": "the database's disk did not read or write",
    "XX001": "the database is damaged",
    "XX002": "an index of the database is damaged",
}
_IN_THE_WAY = {"40001", "40P01", "55P03", "57014"}
_OF_VALUES = {"22", "54"}
_AWAY = {"25006", "3D000", "28000", "28P01"}


def in_the_way(error: BaseException | None) -> bool:
    """Whether one of a batch kept the others waiting, or somebody else did, so that they may go through without it or later."""
    return isinstance(error, asyncpg.PostgresError) and error.sqlstate in _IN_THE_WAY


def too_slow(error: BaseException | None) -> bool:
    """Whether a statement took longer than it may."""
    return isinstance(error, asyncpg.PostgresError) and error.sqlstate == "57014"


def refused_value(error: BaseException) -> str | None:
    """The SQLSTATE where the database refuses a value that it was given, and always will."""
    state = (isinstance(error, asyncpg.PostgresError) and error.sqlstate) or ""
    return state if state[:2] in _OF_VALUES else None


def lost(error: BaseException) -> bool:
    """Whether the connection is of no use any more."""
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        return state in _AWAY or state[:2] == "08" or (state[:2] == "57" and state != "57014")
    return isinstance(error, (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError))


def never_sent(error: BaseException) -> bool:
    """Whether the driver noticed that the connection is of no use before it sent anything, so that all may be tried again."""
    return isinstance(error, asyncpg.InternalClientError | asyncpg.InterfaceError) and str(error).startswith(
        ("cannot switch to state", "connection is closed")
    )


def told_of(state: str) -> StorageUnavailable:
    """What a caller is told for a SQLSTATE that says who was in the way."""
    words = next(_SEEN[key] for key in (state, state[:2]) if key in _SEEN)
    return StorageUnavailable(f"{words} (SQLSTATE {state})")


@contextmanager
def unusable() -> Iterator[None]:
    """Raise `StoreUnusable` where the database cannot go on: for work that is not done then, and that may use files as well."""
    try:
        yield
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError) as error:
        told = unavailable(error)
        if told is None:
            raise
        raise StoreUnusable(str(told)) from error


def raise_told(error: Exception) -> NoReturn:
    """Raise what the caller is told: `StorageUnavailable`, or the error itself when the statement was at fault."""
    told = unavailable(error)
    if told is None:
        raise error
    raise told from error


def unavailable(error: BaseException) -> StorageUnavailable | None:
    """The exception for the caller; None when the statement itself was at fault, which no waiting mends."""
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        if state == _NO_RIGHT:  # of all errors the one whose words name what is ours, and never a value
            return StorageUnavailable(f"{told_of(state)}: {error}")
        return told_of(state) if state in _SEEN or state[:2] in _SEEN else None
    if isinstance(error, TimeoutError):
        return StorageUnavailable("the database did not answer in time")
    if lost(error):
        return StorageUnavailable(f"the database cannot be reached ({type(error).__name__})")
    return None

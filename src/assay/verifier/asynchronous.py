"""The side of a key source and of an introspection endpoint that an event loop may wait for.

Sockets and threads are not known here, so one without such a side is not asked on a loop at all.
"""

from __future__ import annotations

from assay.ports.async_introspection import AsyncIntrospection
from assay.ports.async_key_source import AsyncKeySource


def asynchronous_keys(source: object) -> AsyncKeySource:
    """The source, known to have an asynchronous side. Raises `TypeError` when it has none."""
    if isinstance(source, AsyncKeySource):
        return source
    raise TypeError(f"{_named(source)} has no current_async and after_unknown_kid_async: call verify in a thread")


def asynchronous_introspection(introspection: object) -> AsyncIntrospection:
    """The endpoint, known to have an asynchronous side. Raises `TypeError` when it has none."""
    if isinstance(introspection, AsyncIntrospection):
        return introspection
    raise TypeError(f"{_named(introspection)} has no ask_async: call verify in a thread")


def _named(own: object) -> str:
    return getattr(own, "__name__", type(own).__name__)

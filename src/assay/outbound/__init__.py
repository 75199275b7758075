"""The outside world behind the ports: clock, entropy, threads, the network.

`RemoteKeySet` and `RemoteStatusLists` are part of the library's interface and stand here; they are loaded when they are
asked for, since the server and the commands that need a clock need no HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assay.outbound.remote_key_set import RemoteKeySet
    from assay.outbound.remote_status_lists import RemoteStatusLists

__all__ = ["RemoteKeySet", "RemoteStatusLists"]


def __getattr__(name: str) -> object:
    if name == "RemoteKeySet":
        from assay.outbound.remote_key_set import RemoteKeySet

        return RemoteKeySet
    if name == "RemoteStatusLists":
        from assay.outbound.remote_status_lists import RemoteStatusLists

        return RemoteStatusLists
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

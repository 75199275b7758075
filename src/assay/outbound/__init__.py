"""The outside world behind the ports: clock, entropy, threads, the network.

`RemoteKeySet` is part of the library's interface and stands here; it is loaded when it is asked for, since the server and
the commands that need a clock need no HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assay.outbound.remote_key_set import RemoteKeySet

__all__ = ["RemoteKeySet"]


def __getattr__(name: str) -> object:
    if name == "RemoteKeySet":
        from assay.outbound.remote_key_set import RemoteKeySet

        return RemoteKeySet
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Finds the route of a path: exactly as it was sent, or by a prefix and one segment. Nothing is decoded or normalised.

So an encoded slash, a dot segment or a doubled slash leads nowhere instead of to a second spelling of an endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from assay.web.route import Route


class RouteTable:
    """The routes of one issuer. Raises `ValueError` when two routes claim one path."""

    __slots__ = ("_exact", "_prefixes")

    def __init__(self, routes: Iterable[Route], issuer: str) -> None:
        below = urlsplit(issuer).path.rstrip("/")
        self._exact: dict[bytes, Route] = {}
        self._prefixes: list[tuple[bytes, Route]] = []
        for route in routes:
            path = ((below if route.below_issuer else "") + route.path).encode("ascii")
            if path in self._exact or any(path == prefix for prefix, _ in self._prefixes):
                raise ValueError(f"two routes stand at {route.path}")
            if route.prefix:
                self._prefixes.append((path, route))
            else:
                self._exact[path] = route

    def find(self, path: bytes) -> Route | None:
        """The route at this raw path, or None."""
        route = self._exact.get(path)
        if route is not None:
            return route
        for prefix, candidate in self._prefixes:
            if path.startswith(prefix) and _is_plain_segment(path[len(prefix) :]):
                return candidate
        return None


def _is_plain_segment(rest: bytes) -> bool:
    return bool(rest) and b"/" not in rest and b"%" not in rest and rest not in {b".", b".."}

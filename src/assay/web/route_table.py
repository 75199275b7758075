"""Finds the route of a path: exactly as it was sent, by a prefix and one segment, or by a pattern. Nothing is decoded or normalised.

So an encoded slash, a dot segment or a doubled slash leads nowhere instead of to a second spelling of an endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from assay.web.route import Route


class RouteTable:
    """The routes of one issuer. Raises `ValueError` when two routes claim one path."""

    __slots__ = ("_exact", "_patterns", "_prefixes")

    def __init__(self, routes: Iterable[Route], issuer: str) -> None:
        below = urlsplit(issuer).path.rstrip("/")
        self._exact: dict[bytes, Route] = {}
        self._patterns: list[tuple[list[bytes], Route]] = []
        self._prefixes: list[tuple[bytes, Route]] = []
        for route in routes:
            path = ((below if route.below_issuer else "") + route.path).encode("ascii")
            if path in self._exact or any(path == prefix for prefix, _ in self._prefixes):
                raise ValueError(f"two routes stand at {route.path}")
            if b"{" in path:
                self._patterns.append((path.split(b"/"), route))
            elif route.prefix:
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
        segments = path.split(b"/") if self._patterns else []
        return next((candidate for pattern, candidate in self._patterns if _fits(pattern, segments)), None)


def _fits(pattern: list[bytes], segments: list[bytes]) -> bool:
    if len(pattern) != len(segments):
        return False
    return all(
        _is_plain_segment(given) if wanted.startswith(b"{") else given == wanted
        for wanted, given in zip(pattern, segments, strict=True)
    )


def _is_plain_segment(rest: bytes) -> bool:
    return bool(rest) and b"/" not in rest and b"%" not in rest and rest not in {b".", b".."}

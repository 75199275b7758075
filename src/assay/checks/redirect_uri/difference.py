"""Says in words how a redirect URI differs from the nearest registered one. It explains; it never decides."""

from __future__ import annotations

from itertools import takewhile
from urllib.parse import SplitResult, urlsplit


def nearest(redirect_uri: str, registered: tuple[str, ...]) -> tuple[str | None, str]:
    """The registered URI that shares the longest beginning and end, and what tells the two apart."""
    if not registered:
        return None, "the client has no registered redirect URI"
    closest = max(registered, key=lambda candidate: _shared(redirect_uri, candidate))
    return closest, difference(redirect_uri, closest)


def difference(redirect_uri: str, registered: str) -> str:
    """What tells two different URIs apart, in a few words."""
    if redirect_uri.strip() == registered:
        return "white space was added at an end"
    if redirect_uri.casefold() == registered.casefold():
        return "upper and lower case differ"
    if redirect_uri.rstrip("/") == registered.rstrip("/"):
        return "a slash at the end was " + ("added" if len(redirect_uri) > len(registered) else "left out")
    try:
        asked, known = urlsplit(redirect_uri), urlsplit(registered)
        parts = [name for name, differs in _parts(asked, known) if differs]
    except ValueError:
        return "it is no well-formed URI"
    return f"differs in: {', '.join(parts)}" if parts else "the two are written differently"


def _parts(asked: SplitResult, known: SplitResult) -> tuple[tuple[str, bool], ...]:
    return (
        ("scheme", asked.scheme != known.scheme),
        ("user information", asked.netloc.rpartition("@")[0] != known.netloc.rpartition("@")[0]),
        ("host", asked.hostname != known.hostname),
        ("port", asked.port != known.port),
        ("path", asked.path != known.path),
        ("query", asked.query != known.query),
        ("fragment", asked.fragment != known.fragment),
    )


def _shared(one: str, other: str) -> int:
    return _equal_start(one, other) + _equal_start(one[::-1], other[::-1])


def _equal_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))

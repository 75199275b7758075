"""What each path of an API asks of a token. Public paths are named exactly; a prefix only ever adds to what is asked.

The path is the one that the server has routed, never one made from the Host header (CVE-2026-48710). A path that somebody
could read in two ways is never public and is asked for what every prefix asks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from assay.checks.resource_request import NOTHING_MORE, Requirements

# An empty segment, a dot segment, a backslash, a path parameter, a percent sign left over, a control character.
_AMBIGUOUS = re.compile(r"//|/\.{1,2}(?:/|$)|[\\;%\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class PathRules:
    """`everywhere` holds for all but the `public` paths; `below` adds, for a path and all that lies under it.

    Paths begin with a slash and are as the client sends them, a mount point (root path) included; letters of both cases
    are alike for `below`. Raises `ValueError` for a rule that could never fit.
    """

    everywhere: Requirements = NOTHING_MORE
    public: frozenset[str] = frozenset()
    below: tuple[tuple[str, Requirements], ...] = ()

    @classmethod
    def of(
        cls,
        scopes: Sequence[str] = (),
        public: Collection[str] = (),
        below: Mapping[str, Sequence[str] | Requirements] | None = None,
    ) -> PathRules:
        """Rules from plain values: a sequence of scopes stands for requirements of scopes alone."""
        if isinstance(public, str):
            raise TypeError("public is a collection of paths, not one path")
        rules = tuple(
            (
                prefix.rstrip("/").lower(),
                asked if isinstance(asked, Requirements) else Requirements(asked),
            )
            for prefix, asked in (below or {}).items()
        )
        for path in (*public, *(prefix for prefix, _ in rules if prefix)):
            if not path.startswith("/") or _AMBIGUOUS.search(path):
                raise ValueError(f"{path!r} is no plain path that begins with a slash")
        return cls(Requirements(scopes), frozenset(public), rules)

    def find(self, path: str) -> Requirements | None:
        """What a request to this path needs, or None where no token is needed."""
        if not self.public and not self.below:
            return self.everywhere
        if path in self.public:  # these have one reading; `of` has seen to it
            return None
        ambiguous = _AMBIGUOUS.search(path) is not None
        lower = path.lower()
        asked = [
            required
            for prefix, required in self.below
            if ambiguous or lower == prefix or lower.startswith(f"{prefix}/")
        ]
        return reduce(Requirements.joined, asked, self.everywhere) if asked else self.everywhere

"""Regular expressions that are compiled when they are first asked, since explaining one token asks few of the many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

MAX_KEPT = 4_096
"""More than the causes ask altogether; `re` itself keeps fewer, and would compile some again for each bundle."""


@lru_cache(maxsize=MAX_KEPT)
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression, compiled when it is first asked."""
    return re.compile(pattern, flags)


def any_of(*alternatives: str) -> str:
    """The text of a pattern that any of these match, the first one first. So each can stand on a line of its own."""
    return "|".join(alternatives)


class Pattern:
    """As `re.compile` gives it, later. The methods are those of `re.Pattern`."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match anywhere, or None."""
        return self._compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the beginning, or None."""
        return self._compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match of the whole text, or None."""
        return self._compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches, one after the other."""
        return self._compiled.finditer(text)

    def findall(self, text: str) -> list[str]:
        """The texts of all matches (of the one group, where there is one)."""
        return self._compiled.findall(text)

    def split(self, text: str, maxsplit: int = 0) -> list[str]:
        """The text between the matches."""
        return [part or "" for part in self._compiled.split(text, maxsplit)]

    def sub(self, written: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """The text with every match written so, or only the first `count` of them."""
        return self._compiled.sub(written, text, count)

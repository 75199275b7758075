"""Lists are read in parts, and a place that is not there begins nothing anew."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from assay.decision import Refused
from assay.server.administration.lists import Part, part_of, rest_of


@dataclass
class Letters:
    """A list of letters; it notes how much was asked for at once."""

    letters: str = "abcde"
    most: int = 0

    async def find(self, name: str, /) -> str | None:
        return name if name in self.letters else None

    async def page(self, after: str | None, limit: int) -> tuple[str, ...]:
        self.most = max(self.most, limit)
        return tuple(letter for letter in self.letters if after is None or letter > after)[:limit]


def part(after: str, limit: int) -> Part[str] | Refused:
    return asyncio.run(part_of(Letters(), after, limit))


def test_a_part_tells_whether_more_follows() -> None:
    assert part("", 2) == Part(("a", "b"), more=True)
    assert part("b", 3) == Part(("c", "d", "e"), more=False)
    assert part("c", 1) == Part(("d",), more=True)
    assert part("e", 1) == Part((), more=False)


def test_a_place_that_the_list_does_not_have_is_refused() -> None:
    refused = part("z", 2)
    assert isinstance(refused, Refused)
    assert (refused.reason.code, refused.evidence) == ("registration.list_place_unknown", {"after": "z"})
    assert isinstance(asyncio.run(rest_of(Letters(), "z", None)), Refused)


def test_the_rest_is_read_in_parts_and_ends_where_it_should() -> None:
    assert asyncio.run(rest_of(Letters(), "", None)) == list("abcde")
    assert asyncio.run(rest_of(Letters(), "b", None)) == list("cde")
    assert asyncio.run(rest_of(Letters(), "b", 2)) == list("cd")
    assert asyncio.run(rest_of(Letters(), "e", None)) == []
    many = Letters("".join(chr(code) for code in range(0x100, 0x100 + 1200)))
    assert len(asyncio.run(rest_of(many, "", None))) == 1200
    assert many.most == 500

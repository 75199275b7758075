"""What a language is: its texts, its words for reasons, and how it writes a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from assay.reasons import Reason


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """What a person is told of a reason: `headline` says what happened, `fix` what to do; in the words of `tag`'s language."""

    tag: str
    headline: str
    fix: str


class WritesDays(Protocol):
    """How a day is written, from a time in UTC."""

    def __call__(self, at: datetime, /) -> str:
        """As in `28 November 2026`."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """`tag` is that of BCP 47. `texts` are by the English text, `reasons` (headline and fix) by the reason's code."""

    tag: str
    writes_days: WritesDays
    texts: Mapping[str, str]
    reasons: Mapping[str, tuple[str, str]]

    def text(self, english: str, **values: object) -> str:
        """A text in this language, its placeholders filled."""
        return self.texts.get(english, english).format(**values)

    def of_reason(self, reason: Reason) -> ReasonWords:
        """What is told of a reason; in English where this language has no words for it."""
        told = self.reasons.get(reason.code)
        if told is None:
            return ReasonWords("en", reason.headline, reason.fix)
        return ReasonWords(self.tag, *told)

    def day(self, at: int) -> str:
        """A day; `at` is in epoch seconds."""
        return self.writes_days(datetime.fromtimestamp(at, UTC))

    def moment(self, at: int) -> str:
        """A time to the minute."""
        time = datetime.fromtimestamp(at, UTC)
        return f"{self.writes_days(time)}, {time:%H:%M} UTC"


def message(english: str) -> str:
    """The English text itself. It marks a text that stands away from where it is translated, for the test of catalogues."""
    return english

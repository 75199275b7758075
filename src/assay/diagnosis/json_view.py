"""Looking into JSON of others without trusting its shape: what is absent or of another type reads as empty.

Evidence is not normalised, so nothing here converts; a number where a text is expected is simply not a text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MAX_DEPTH = 24
MAX_NODES = 20_000


class View:
    """A value somewhere in a JSON document, or nothing."""

    __slots__ = ("raw",)

    def __init__(self, raw: Any = None) -> None:
        self.raw = raw

    def __getitem__(self, name: str) -> View:
        """The member `name`; an empty view where there is none."""
        return View(self.raw.get(name)) if isinstance(self.raw, dict) else View()

    @property
    def text(self) -> str:
        """The text, or an empty one."""
        return self.raw if isinstance(self.raw, str) else ""

    @property
    def number(self) -> float | None:
        """The number (booleans are none), or None."""
        if isinstance(self.raw, bool) or not isinstance(self.raw, int | float):
            return None
        # An integer beyond the range of a float, or NaN and infinity, are no instants and no durations.
        if abs(self.raw) < 1e18:  # false for NaN and the infinities too
            return float(self.raw)
        return None

    @property
    def mapping(self) -> dict[str, Any]:
        """The object, or an empty one."""
        return self.raw if isinstance(self.raw, dict) else {}

    @property
    def items(self) -> list[Any]:
        """The array, or an empty one."""
        return self.raw if isinstance(self.raw, list) else []

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of an array, or the one text."""
        if isinstance(self.raw, str):
            return (self.raw,)
        return tuple(item for item in self.items if isinstance(item, str))

    def has(self, name: str) -> bool:
        """Whether there is a member `name`, whatever its value."""
        return isinstance(self.raw, dict) and name in self.raw


def parse_json(text: str) -> View:
    """The JSON in a text as an (empty) view; never raises."""
    if not text or text.lstrip()[:1] not in {"{", "["}:
        return View()
    try:
        return View(json.loads(text))
    except (ValueError, RecursionError):
        return View()


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The values inside a document with their dotted names, breadth first, bounded in depth and number."""
    todo: list[tuple[str, Any, int]] = [(name, value, 0)]
    seen = 0
    for path, item, depth in todo:
        seen += 1
        if seen > MAX_NODES:
            return
        if isinstance(item, dict | list):
            if depth >= MAX_DEPTH:
                continue
            members = item.items() if isinstance(item, dict) else enumerate(item)
            for key, inner in members:
                if len(todo) > MAX_NODES:
                    break
                todo.append((f"{path}.{key}" if path else str(key), inner, depth + 1))
        else:
            yield path, item

"""Prints for people and for machines. What comes from a record is escaped, so that no name can drive the terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from assay.decision.evidence import escaped


def print_json(document: object) -> None:
    """One document, one line, non-ASCII kept as it is."""
    print(json.dumps(document, ensure_ascii=False, separators=(", ", ": ")))


def print_members(members: Mapping[str, object]) -> None:
    """A record, one member to a line; absent and empty ones are left out."""
    shown = {name: shown_as(value) for name, value in members.items() if value not in (None, (), [], {}, "")}
    width = max((len(name) for name in shown), default=0)
    for name, value in shown.items():
        print(f"{name:<{width}}  {value}")


def print_table(rows: Sequence[Mapping[str, object]], columns: Sequence[str], empty: str) -> None:
    """Records, one to a line, under their column names; `empty` where there is none."""
    if not rows:
        print(empty)
        return
    cells = [[column.replace("_", " ") for column in columns]]
    cells += [[shown_as(row.get(column)) for column in columns] for row in rows]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns))]
    for line in cells:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())


def shown_as(value: object) -> str:
    """One value in words."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return " ".join(f"{name}={shown_as(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(shown_as(part) for part in value) or "-"
    return escaped(str(value))

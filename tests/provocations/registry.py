"""One provocation per reason: a function that makes the product give it, through the surface that a caller has.

It gets a `World` and returns the code that came out. `tests/house/test_every_reason_is_provoked.py` runs them all.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provocations.world import World

Provocation = Callable[["World"], str]

_FOUND: dict[str, Provocation] = {}


def provokes(code: str) -> Callable[[Provocation], Provocation]:
    """Mark a function as the provocation of a reason."""

    def registered(provocation: Provocation) -> Provocation:
        if code in _FOUND:
            raise ValueError(f"{code} has a provocation already")
        _FOUND[code] = provocation
        return provocation

    return registered


def every_provocation() -> dict[str, Provocation]:
    """All of them: one module per family in this folder."""
    for file in sorted(Path(__file__).parent.glob("of_*.py")):
        import_module(f"provocations.{file.stem}")
    return _FOUND

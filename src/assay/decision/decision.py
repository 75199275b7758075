"""An outcome together with the effects that storage must commit; a refusal may have effects too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from assay.decision.outcome import Allowed, Refused

T = TypeVar("T")
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Decision(Generic[T, E]):
    """What was decided, and what must be written before anybody is told."""

    outcome: Allowed[T] | Refused
    effects: tuple[E, ...] = ()

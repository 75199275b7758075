"""An outcome together with the effects that storage must commit; a refusal may have effects too."""

from __future__ import annotations

from typing import Generic, TypeVar

from assay.decision.outcome import Allowed, Refused
from assay.record import Record

T = TypeVar("T")
E = TypeVar("E")


class Decision(Record, Generic[T, E]):
    """What was decided, and what must be written before anybody is told."""

    outcome: Allowed[T] | Refused
    effects: tuple[E, ...] = ()

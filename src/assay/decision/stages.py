"""Makes the trace of a refusal whole: what an endpoint asks comes in stages, and each stage has checks of its own."""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision.outcome import CheckOutcome, Refused


@dataclass(frozen=True, slots=True)
class Stages:
    """The names of what is asked, in the order in which it is asked."""

    names: tuple[str, ...]

    def refused(self, stage: str, refused: Refused) -> Refused:
        """The refusal of one stage, with a trace of all: those before it passed, those after it were not reached.

        In between stand the stage's own checks, where the refusal has a trace of them, else the stage itself.
        """
        at = self.names.index(stage)
        own = refused.trace or (CheckOutcome(stage, "refused"),)
        before = tuple(CheckOutcome(name, "passed") for name in self.names[:at])
        after = tuple(CheckOutcome(name, "not_reached") for name in self.names[at + 1 :])
        return refused.traced((*before, *own, *after))

"""A check is pure and asks one question; one list of checks is run two ways.

`first_refusal` is how the verifier and the server decide, `every_outcome` how the diagnosis looks at the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from assay.decision.outcome import CheckOutcome, NotApplicable, Passed, Refused
from assay.record import Record

S = TypeVar("S")
C = TypeVar("C")


class Check(Record, Generic[S, C]):
    """One question about a subject in a context. `conditional` checks may answer `NotApplicable`; others must not."""

    name: str
    run: Callable[[S, C], Passed | Refused | NotApplicable]
    conditional: bool = False


def first_refusal(checks: Sequence[Check[S, C]], subject: S, context: C) -> Refused | None:
    """The first refusal with its trace, or None when every required check passed.

    An empty list, or a required check that answers `NotApplicable`, is a fault (`AssertionError`): allowed means that
    somebody looked.
    """
    if not checks:
        raise AssertionError("an empty list of checks allows nothing")
    for index, check in enumerate(checks):
        outcome = check.run(subject, context)
        if isinstance(outcome, Passed):
            continue
        if isinstance(outcome, Refused):
            return outcome.traced(_trace(checks, index, subject, context))
        if not check.conditional:
            raise AssertionError(f"the required check {check.name!r} did not look: {outcome.why}")
    return None


def every_outcome(
    checks: Sequence[Check[S, C]], subject: S, context: C
) -> list[tuple[Check[S, C], Passed | Refused | NotApplicable]]:
    """Every check of the list with its outcome, in order."""
    return [(check, check.run(subject, context)) for check in checks]


def _trace(checks: Sequence[Check[S, C]], refused: int, subject: S, context: C) -> tuple[CheckOutcome, ...]:
    # Only a conditional check can have been not applicable; checks are pure, so those few are asked again rather than
    # remembered on the path that passes.
    before = tuple(
        CheckOutcome(
            check.name,
            "not_applicable"
            if check.conditional and isinstance(check.run(subject, context), NotApplicable)
            else "passed",
        )
        for check in checks[:refused]
    )
    after = tuple(CheckOutcome(check.name, "not_reached") for check in checks[refused + 1 :])
    return (*before, CheckOutcome(checks[refused].name, "refused"), *after)

"""A refusal is a value. Outcomes cannot be used as booleans: `if verify(token):` would let everybody in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Generic, Literal, NoReturn, TypeVar

from assay.decision.evidence import EvidenceValue, collect
from assay.reasons.reason import Reason
from assay.record import Record

T = TypeVar("T")


class _NoBoolean:
    """Mixed into every outcome: asking for its truth is a fault in the asking code."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        name = type(self).__name__
        raise TypeError(f"{name} is an outcome and has no truth value: use isinstance(outcome, Allowed)")


CheckResult = Literal["passed", "refused", "not_applicable", "not_reached"]


class CheckOutcome(Record):
    """One line of a trace: which check, and how it went."""

    check: str
    outcome: CheckResult


class Allowed(_NoBoolean, Record, Generic[T]):
    """Every required check said `Passed`; `value` is what was proved."""

    value: T

    def __init__(self, value: T) -> None:  # one is made for every request: a record's own takes twice as long
        object.__setattr__(self, "value", value)


class Refused(_NoBoolean, Record):
    """Refused, for this reason, on this evidence. `trace` tells what was looked at before."""

    reason: Reason
    evidence: Mapping[str, EvidenceValue] = MappingProxyType({})
    trace: tuple[CheckOutcome, ...] = ()

    def traced(self, trace: tuple[CheckOutcome, ...]) -> Refused:
        """The same refusal with the trace of the checks that led to it."""
        return Refused(self.reason, self.evidence, trace)


class Passed(_NoBoolean, Record):
    """A check found nothing against it."""


class NotApplicable(_NoBoolean, Record):
    """A check had nothing to look at; `why` says what was absent."""

    why: str = ""


PASSED = Passed()


def refuse(reason: Reason, /, **evidence: EvidenceValue) -> Refused:
    """A refusal with exactly the evidence that the reason declares; raises `TypeError` otherwise (our fault)."""
    return Refused(reason, collect(reason, evidence))

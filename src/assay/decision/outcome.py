"""A refusal is a value. Outcomes cannot be used as booleans: `if verify(token):` would let everybody in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Generic, Literal, NoReturn, TypeVar

from assay.decision.evidence import EvidenceValue, collect
from assay.reasons.reason import Reason
from assay.record import Record

T = TypeVar("T")
_NOTHING: Mapping[str, EvidenceValue] = MappingProxyType({})

# What every request and every refusal makes has a constructor of its own: the one of all records takes twice as long.
_put = object.__setattr__


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

    def __init__(self, check: str, outcome: CheckResult) -> None:
        _put(self, "check", check)
        _put(self, "outcome", outcome)


class Allowed(_NoBoolean, Record, Generic[T]):
    """Every required check said `Passed`; `value` is what was proved."""

    value: T

    def __init__(self, value: T) -> None:
        _put(self, "value", value)


class Refused(_NoBoolean, Record):
    """Refused, for this reason, on this evidence. `trace` tells what was looked at before."""

    reason: Reason
    evidence: Mapping[str, EvidenceValue] = _NOTHING
    trace: tuple[CheckOutcome, ...] = ()

    def __init__(
        self, reason: Reason, evidence: Mapping[str, EvidenceValue] = _NOTHING, trace: tuple[CheckOutcome, ...] = ()
    ) -> None:
        _put(self, "reason", reason)
        _put(self, "evidence", evidence)
        _put(self, "trace", trace)

    @property
    def code(self) -> str:
        """The reason's code: `token.expired`."""
        return self.reason.code

    @property
    def explanation(self) -> str:
        """What was seen and what was expected, with the values of the evidence. For logs and operators, not for callers."""
        return self._worded(self.reason.explanation)

    @property
    def fix(self) -> str:
        """What to do, with the values of the evidence."""
        return self._worded(self.reason.fix)

    def _worded(self, template: str) -> str:
        from assay.decision.wording import worded  # words are for people: whoever only decides does not load them

        return worded(template, self.reason, self.evidence)

    def __repr__(self) -> str:
        # Without the reason's texts, which would hide what is particular in the output of a test or a debugger.
        return f"Refused({self.code}, {dict(self.evidence)})"

    def __str__(self) -> str:
        return f"{self.code}: {self.explanation}"

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

"""Every check of a token, run to the end: what `verify` decides, and what it would have said had it gone on.

What was read under a signature that did not verify is marked as unverified.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.decision import Allowed, NotApplicable, Passed, Refused
from assay.decision.outcome import CheckOutcome, CheckResult
from assay.formats.jose.jwt import Jwt

SignatureStatus = Literal["verified", "failed", "not_checked"]


@dataclass(frozen=True, slots=True)
class ExaminedCheck:
    """One check and its outcome. `refusal` is there when it refused, `why` when it had nothing to look at.

    `unverified` is true for what was read under a signature that did not verify: anybody may have written it.
    """

    check: str
    outcome: CheckResult
    refusal: Refused | None = None
    why: str = ""
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Examination:
    """All that can be said of a token. `header` and `claims` are as far as they can be read: not to be believed."""

    checks: tuple[ExaminedCheck, ...]
    header: Mapping[str, Any] = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)
    signature: SignatureStatus

    @property
    def refusals(self) -> tuple[Refused, ...]:
        """Every refusal, in the order of the checks; the first is the one that `verify` gives."""
        return tuple(examined.refusal for examined in self.checks if examined.refusal is not None)

    @property
    def trace(self) -> tuple[CheckOutcome, ...]:
        """Check names and outcomes."""
        return tuple(CheckOutcome(examined.check, examined.outcome) for examined in self.checks)

    def outcome(self, check: str) -> ExaminedCheck:
        """The outcome of one check by name. Raises `KeyError`."""
        for examined in self.checks:
            if examined.check == check:
                return examined
        raise KeyError(check)


def examine_jwt(jwt: Jwt, checks: Sequence[JwtCheck[Any]], context: JwtContext) -> Examination:
    """Every check of a family with its outcome. Works without keys and with expectations left open."""
    outcomes = [(check, _outcome(check, jwt, context)) for check in checks]
    status = _signature_status(outcomes)
    signed = any(check.name == "signature" for check in checks)  # an issuer's own answer over TLS needs none
    return Examination(
        checks=tuple(
            _examined(check, outcome, unverified=signed and check.reads == "payload" and status != "verified")
            for check, outcome in outcomes
        ),
        header=jwt.header,
        claims=jwt.claims,
        signature=status,
    )


def decision(examination: Examination, proved: Any) -> Allowed[Any] | Refused:
    """What an examination amounts to: the first refusal, or `proved`. A token that nobody could check is never allowed."""
    for refused in examination.refusals:
        return refused.traced(examination.trace)
    if examination.signature != "verified":
        raise AssertionError("nothing refuses this token, and nothing proves it")
    return Allowed(proved)


def _outcome(check: JwtCheck[Any], jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    if jwt.unreadable(check.reads):
        return NotApplicable(f"the {check.reads} does not read")
    return check.run(jwt, context)


def _examined(check: JwtCheck[Any], outcome: Passed | Refused | NotApplicable, *, unverified: bool) -> ExaminedCheck:
    if isinstance(outcome, Refused):
        return ExaminedCheck(check.name, "refused", refusal=outcome, unverified=unverified)
    if isinstance(outcome, NotApplicable):
        return ExaminedCheck(check.name, "not_applicable", why=outcome.why, unverified=unverified)
    return ExaminedCheck(check.name, "passed", unverified=unverified)


def _signature_status(
    outcomes: Sequence[tuple[JwtCheck[Any], Passed | Refused | NotApplicable]],
) -> SignatureStatus:
    # A signature counts only when everything that it rests on passed too: the header's algorithm above all.
    status: SignatureStatus = "not_checked"
    sound = True
    for check, outcome in outcomes:
        if check.name == "signature":
            if isinstance(outcome, Refused):
                return "failed"
            status = "verified" if isinstance(outcome, Passed) else "not_checked"
        elif check.reads != "payload" and isinstance(outcome, Refused):
            sound = False
    return status if sound or status == "not_checked" else "failed"

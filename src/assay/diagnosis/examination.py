"""The token against what the receiver expects: the verifier's own list of checks, run to its end.

The receiver is somebody else's program, so that what only our own policy refuses does not count against the token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.checks import access_token
from assay.checks.jwt.expectations import Context, Expectations
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.diagnosis.answer import FoundReason
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.token_form import TokenForm
from assay.formats.jose.jwt import MAX_TOKEN_BYTES, read_jwt
from assay.reasons import token as reasons
from assay.record import Record

_TIMES = frozenset(("expiry", "not_before", "issued_at"))
_OUR_POLICY = frozenset(
    (
        "key.weak",
        "key.use_mismatch",
        "key.kid_ambiguous",
        "key.set_holds_private_keys",
        "sender_constraint.proof_missing",
        "token.claim_missing",
        "token.base64url_not_canonical",
        "token.algorithm_not_offered",
    )
)
"""Refusals that another receiver may well not know."""


class Examination(Record):
    """The checks in order, and the reasons of those that refused."""

    checks: tuple[tuple[str, str], ...] = ()
    reasons: tuple[FoundReason, ...] = ()
    signed: bool = False

    @property
    def refused(self) -> bool:
        """Whether a check refused that any receiver makes."""
        return any(reason.code not in _OUR_POLICY for reason in self.reasons)

    @property
    def complete(self) -> bool:
        """Whether the signature passed and no check refused."""
        return self.signed and not self.refused

    @property
    def sound(self) -> bool:
        """Whether it passes all that its receiver is known to check: signature, issuer, audience and times."""
        passed = {check for check, outcome in self.checks if outcome == "passed"}
        return self.complete and passed >= {"signature", "issuer", "audience", "expiry"}


def examine(facts: Facts) -> Examination:
    """Run every check on the token of the evidence; an empty examination when it is no JWT at all."""
    token = facts.token
    if (
        token is None
        or token.masked
        or not (token.is_jwt or token.bare.count(".") >= 2 or token.bare.startswith("eyJ"))
    ):
        return Examination()
    if token.is_jwe:
        return Examination((("structure", "not_applicable"),))
    checks = [check for check in access_token.CHECKS if facts.now is not None or check.name not in _TIMES]
    jwt = read_jwt(token.bare, limit=max(MAX_TOKEN_BYTES, len(token.bare)))
    context = Context(_expectations(facts), _jwks(facts), facts.now or 0.0)
    outcomes = [
        # `assay.verifier.examine_jwt` would do this too, and load cryptography where no key is at hand.
        (check.name, NotApplicable("it does not read") if jwt.unreadable(check.reads) else check.run(jwt, context))
        for check in checks
    ]
    told = [
        (name, _with_other_keys(facts, token, outcome) if name == "signature" else outcome)
        for name, outcome in outcomes
    ]
    return Examination(
        checks=tuple((name, _word(outcome)) for name, outcome in told),
        reasons=tuple(_reason(outcome) for _, outcome in told if isinstance(outcome, Refused)),
        signed=facts.laboratory.outcome == "passed",
    )


def _word(outcome: Passed | Refused | NotApplicable) -> str:
    if isinstance(outcome, Refused):
        return "refused"
    return "passed" if isinstance(outcome, Passed) else "not_applicable"


def _expectations(facts: Facts) -> Expectations:
    kind = facts.bundle.verifier["type"].text.lower().removeprefix("application/")
    return Expectations(
        algorithms=facts.algorithms or None,
        issuer=facts.expected_issuer or None,
        audiences=frozenset(facts.expected_audience) or None,
        types=frozenset((kind,)) if kind else None,
        leeway=facts.leeway,
    )


def _jwks(facts: Facts) -> Any:
    document = facts.bundle.verifier["key"]["jwks"]
    if not document.has("keys"):
        return None
    from assay.formats.jose.key_set import parse_key_set

    return parse_key_set(document.raw, private_allowed=True)


def _with_other_keys(
    facts: Facts, token: TokenForm, outcome: Passed | Refused | NotApplicable
) -> Passed | Refused | NotApplicable:
    """The signature check where the receiver's key is a PEM or a secret: the laboratory has tried it."""
    report = facts.laboratory
    if isinstance(outcome, Refused) and facts.bundle.redacted["signature"]["check"].text == "passed":
        return PASSED  # the signature was taken out of the bundle after it had been checked
    if not isinstance(outcome, NotApplicable) or report.outcome == "untried":
        return outcome
    if report.outcome == "passed":
        return PASSED
    kid = token.kid[:100] or None
    return refuse(reasons.SIGNATURE_MISMATCH, algorithm=token.alg[:40], kid=kid, tried=1)


def _reason(refused: Refused) -> FoundReason:
    evidence: Mapping[str, Any] = refused.evidence
    return FoundReason(
        refused.reason.code,
        {name: list(value) if isinstance(value, tuple) else value for name, value in evidence.items()},
    )

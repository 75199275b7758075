"""The token against what the verifier expects: every check with its outcome, nothing stopped at the first refusal.

A check without an expectation (no key, no audience) is not applicable: it neither passes nor refuses.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.diagnosis.answer import FoundReason
from assay.diagnosis.facts.gathered import Facts
from assay.diagnosis.facts.instants import show_instant
from assay.diagnosis.facts.token_form import TokenForm


@dataclass(frozen=True, slots=True)
class Examination:
    """The checks in order, and the reasons of those that refused."""

    checks: tuple[tuple[str, str], ...] = ()
    reasons: tuple[FoundReason, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether a check refused."""
        return bool(self.reasons)

    @property
    def complete(self) -> bool:
        """Whether the signature passed and no check refused."""
        return not self.reasons and ("signature", "passed") in self.checks


def examine(facts: Facts) -> Examination:
    """Run every check on the token of the evidence; an empty examination when there is none."""
    token = facts.token
    if token is None or not (token.is_jwt or token.bare.count(".") >= 2 or token.bare.startswith("eyJ")):
        return Examination()
    if token.is_jwe:
        return Examination((("structure", "not_applicable"),))
    checks: list[tuple[str, str]] = []
    reasons: list[FoundReason] = []
    for name, found in _questions(facts, token):
        if isinstance(found, FoundReason):
            checks.append((name, "refused"))
            reasons.append(found)
        else:
            checks.append((name, found))
    return Examination(tuple(checks), tuple(reasons))


def _questions(facts: Facts, token: TokenForm) -> list[tuple[str, str | FoundReason]]:
    from assay.formats.jose.jwt import read_jwt

    strict = read_jwt(token.bare)
    defects = [FoundReason(defect.reason.code, dict(defect.evidence)) for defect in strict.defects.values()]
    form: list[tuple[str, str | FoundReason]] = [("structure", defect) for defect in defects]
    if token.damage or not token.claims.mapping or len(token.parts) != 3:
        return form or [("structure", "passed")]
    return [
        *(form or [("structure", "passed")]),
        ("algorithm", _algorithm(facts, token)),
        ("signature", _signature(facts)),
        ("expiry", _expiry(facts, token)),
        ("not_before", _not_before(facts, token)),
        ("issuer", _issuer(facts, token)),
        ("audience", _audience(facts, token)),
    ]


def _algorithm(facts: Facts, token: TokenForm) -> str | FoundReason:
    if not facts.algorithms:
        return "not_applicable"
    if token.alg in facts.algorithms:
        return "passed"
    return FoundReason("token.algorithm_not_allowed", {"algorithm": token.alg[:40], "allowed": list(facts.algorithms)})


def _signature(facts: Facts) -> str | FoundReason:
    report = facts.laboratory
    if report.outcome == "failed":
        return FoundReason("token.signature_mismatch", {"passes_as": report.form} if report.form else {})
    return "passed" if report.outcome == "passed" else "not_applicable"


def _expiry(facts: Facts, token: TokenForm) -> str | FoundReason:
    expires = token.instant("exp")
    if expires is None or facts.now is None:
        return "not_applicable"
    if facts.now < expires + facts.leeway:
        return "passed"
    return FoundReason("token.expired", {"expired_at": show_instant(expires), "now": show_instant(facts.now)})


def _not_before(facts: Facts, token: TokenForm) -> str | FoundReason:
    if facts.now is None:
        return "not_applicable"
    starts = [moment for name in ("nbf", "iat") if (moment := token.instant(name)) is not None and moment < 1e11]
    if not starts:
        return "not_applicable"
    if max(starts) <= facts.now + facts.leeway:
        return "passed"
    return FoundReason("token.not_yet_valid", {"valid_from": show_instant(max(starts)), "now": show_instant(facts.now)})


def _issuer(facts: Facts, token: TokenForm) -> str | FoundReason:
    expected = facts.expected_issuer
    if not expected:
        return "not_applicable"
    if token.issuer == expected:
        return "passed"
    return FoundReason("token.issuer_mismatch", {"issuer": token.issuer[:200], "expected": expected[:200]})


def _audience(facts: Facts, token: TokenForm) -> str | FoundReason:
    expected = facts.expected_audience
    if not expected:
        return "not_applicable"
    if set(expected) & set(token.audience):
        return "passed"
    # An Amazon Cognito access token carries its audience as client_id.
    if token.claims["token_use"].text == "access" and not token.audience:
        return "not_applicable"
    seen = [text[:200] for text in token.audience[:16]]
    return FoundReason("token.audience_mismatch", {"audience": seen, "expected": list(expected[:16])})

from __future__ import annotations

from assay.checks.pkce.presence import CHECK
from assay.checks.pkce.proof import PkceProof
from assay.decision import Passed, Refused


def test_both_or_neither_pass() -> None:
    assert isinstance(CHECK.run(PkceProof("challenge", "verifier"), None), Passed)
    assert isinstance(CHECK.run(PkceProof(None, None), None), Passed)


def test_a_challenge_alone_is_refused() -> None:
    outcome = CHECK.run(PkceProof("challenge", None), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.verifier_missing"


def test_a_verifier_alone_is_a_downgrade() -> None:
    outcome = CHECK.run(PkceProof(None, "verifier"), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.challenge_missing"

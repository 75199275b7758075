from __future__ import annotations

import pytest

from assay.checks.pkce.proof import PkceProof
from assay.checks.pkce.verifier_match import CHECK, s256_challenge
from assay.decision import NotApplicable, Passed, Refused

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_example_of_rfc_7636_passes() -> None:
    assert s256_challenge(VERIFIER) == CHALLENGE
    assert isinstance(CHECK.run(PkceProof(CHALLENGE, VERIFIER), None), Passed)


@pytest.mark.parametrize(
    ("challenge", "verifier"),
    [
        (CHALLENGE, VERIFIER[::-1]),
        (CHALLENGE + "=", VERIFIER),
        (CHALLENGE.lower(), VERIFIER),
        (VERIFIER, VERIFIER),  # the method `plain`
        (CHALLENGE, CHALLENGE),
        ("", VERIFIER),
    ],
)
def test_any_other_pair_is_refused_and_counted(challenge: str, verifier: str) -> None:
    outcome = CHECK.run(PkceProof(challenge, verifier, failed_before=1), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.verifier_mismatch"
    assert outcome.evidence == {"failed": 2, "limit": 3}


def test_without_a_challenge_there_is_nothing_to_compare() -> None:
    assert isinstance(CHECK.run(PkceProof(None, None), None), NotApplicable)

from __future__ import annotations

import pytest

from assay.checks.pkce.proof import PkceProof
from assay.checks.pkce.verifier_form import CHECK
from assay.decision import NotApplicable, Passed, Refused

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636 appendix B


@pytest.mark.parametrize("verifier", [VERIFIER, "a" * 43, "Az09-._~" * 16])
def test_43_to_128_unreserved_characters_pass(verifier: str) -> None:
    assert isinstance(CHECK.run(PkceProof(None, verifier), None), Passed)


@pytest.mark.parametrize(
    "verifier", ["a", "a" * 42, "a" * 129, VERIFIER[:-1] + "=", VERIFIER[:-1] + " ", "é" * 43, "a" * 42 + "\n"]
)
def test_anything_else_is_refused_without_quoting_it(verifier: str) -> None:
    outcome = CHECK.run(PkceProof(None, verifier), None)
    assert isinstance(outcome, Refused) and outcome.reason.code == "authorization_code.verifier_malformed"
    assert outcome.evidence["length"] == len(verifier)
    assert len(verifier) == 1 or verifier not in repr(outcome)


def test_no_verifier_is_not_for_this_check() -> None:
    assert isinstance(CHECK.run(PkceProof("challenge", None), None), NotApplicable)

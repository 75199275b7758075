"""Whether challenge and verifier come together or not at all; one alone is a downgrade (RFC 9700 section 4.8.2).

Refuses with `authorization_code.verifier_missing` and `authorization_code.challenge_missing`.
"""

from __future__ import annotations

from assay.checks.pkce.proof import PkceProof
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import authorization_code as reasons


def check_presence(proof: PkceProof, _context: None = None) -> Passed | Refused:
    """Both or neither. Whether a client must use PKCE was decided when it asked for the code."""
    if proof.challenge is not None and proof.verifier is None:
        return refuse(reasons.VERIFIER_MISSING)
    if proof.challenge is None and proof.verifier is not None:
        return refuse(reasons.CHALLENGE_MISSING)
    return PASSED


CHECK = Check("pkce_presence", check_presence)

"""Whether the S256 challenge of the verifier is the one of the authorization request (RFC 7636 section 4.6).

Refuses with `authorization_code.verifier_mismatch`. The method `plain` does not exist here.
"""

from __future__ import annotations

from assay.checks.pkce.proof import MAX_FAILED_VERIFIERS, PkceProof
from assay.decision import Check, NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.base64url import encode_text
from assay.primitives.hashing import equal, sha256
from assay.reasons import authorization_code as reasons


def s256_challenge(verifier: str) -> str:
    """base64url(SHA-256(ASCII(verifier))) without padding."""
    return encode_text(sha256(verifier.encode()))


def check_verifier_match(proof: PkceProof, _context: None = None) -> Passed | Refused | NotApplicable:
    """Compared in constant time."""
    if proof.challenge is None or proof.verifier is None:
        return NotApplicable("the authorization request had no code_challenge")
    if equal(s256_challenge(proof.verifier).encode(), proof.challenge.encode()):
        return PASSED
    return refuse(reasons.VERIFIER_MISMATCH, failed=proof.failed_before + 1, limit=MAX_FAILED_VERIFIERS)


CHECK = Check("pkce_verifier_match", check_verifier_match, conditional=True)

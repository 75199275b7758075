"""Whether the answer belongs to this site and this ceremony (WebAuthn Level 3 sections 7.1, 7.2 and 13.4.9).

Gives `passkey.type_mismatch`, `.origin_mismatch`, `.cross_origin`, `.domain_mismatch`.
"""

from __future__ import annotations

from assay.checks.passkey.expectations import CeremonyExpectations
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.webauthn import Assertion, Registration
from assay.primitives.hashing import sha256
from assay.reasons import passkey as reasons

Answer = Registration | Assertion


def check_type(answer: Answer, expected: CeremonyExpectations) -> Passed | Refused:
    """A signature for one purpose is never taken for the other."""
    seen = answer.client.type
    return PASSED if seen == expected.type else refuse(reasons.TYPE_MISMATCH, seen=seen, expected=expected.type)


def check_origin(answer: Answer, expected: CeremonyExpectations) -> Passed | Refused:
    """Exactly the issuer's origin; this is what phishing fails on."""
    seen = answer.client.origin
    return PASSED if seen == expected.origin else refuse(reasons.ORIGIN_MISMATCH, seen=seen, expected=expected.origin)


def check_frame(answer: Answer, _expected: CeremonyExpectations) -> Passed | Refused:
    """Not within another site."""
    if answer.client.cross_origin or answer.client.top_origin is not None:
        return refuse(reasons.CROSS_ORIGIN, top_origin=answer.client.top_origin)
    return PASSED


def check_domain(answer: Answer, expected: CeremonyExpectations) -> Passed | Refused:
    """The authenticator signed for our relying party id."""
    if answer.authenticator.rp_id_hash == sha256(expected.rp_id.encode()):
        return PASSED
    return refuse(reasons.DOMAIN_MISMATCH, expected=expected.rp_id)


TYPE = Check("passkey_type", check_type)
ORIGIN = Check("passkey_origin", check_origin)
FRAME = Check("passkey_frame", check_frame)
DOMAIN = Check("passkey_domain", check_domain)

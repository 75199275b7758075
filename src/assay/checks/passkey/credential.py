"""Whether the key is one that we take, and the assertion is of a registered one (WebAuthn Level 3 sections 6.1.1, 7.1, 7.2).

Gives `passkey.algorithm_not_offered`, `.answer_malformed`, `.unknown`, `.owner_mismatch`, `.signature_mismatch`,
`.backup_state_impossible`, `.sign_count_went_back`.
"""

from __future__ import annotations

from assay.checks.passkey.expectations import AssertedPasskey
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.webauthn import Registration
from assay.primitives.cose_signature import COSE_ALGORITHMS, cose_key_usable, cose_signature_fits
from assay.reasons import passkey as reasons


def check_algorithm(answer: Registration, _context: None = None) -> Passed | Refused:
    """One of those that were offered, and a key that can verify at all."""
    seen = answer.credential.algorithm
    if seen not in COSE_ALGORITHMS:
        offered = tuple(str(number) for number in COSE_ALGORITHMS)
        return refuse(reasons.ALGORITHM_NOT_OFFERED, seen=seen if type(seen) is int else None, offered=offered)
    if not cose_key_usable(answer.credential.public_key):
        return refuse(reasons.ANSWER_MALFORMED, defect="the public key is none")
    return PASSED


def check_known(asserted: AssertedPasskey, _context: None = None) -> Passed | Refused:
    """Somebody has registered it."""
    return PASSED if asserted.passkey is not None else refuse(reasons.UNKNOWN)


def check_owner(asserted: AssertedPasskey, _context: None = None) -> Passed | Refused:
    """The account that the authenticator names, and the one that is expected, where one is. A passkey names its account."""
    stored, handle = asserted.stored, asserted.assertion.user_handle
    named = handle == stored.user_handle or (handle is None and asserted.subject is not None)
    if named and asserted.subject in {None, stored.subject}:
        return PASSED
    return refuse(reasons.OWNER_MISMATCH, subject=stored.subject)


def check_signature(asserted: AssertedPasskey, _context: None = None) -> Passed | Refused:
    """By the registered key, over exactly what came."""
    stored, assertion = asserted.stored, asserted.assertion
    if cose_signature_fits(stored.public_key, assertion.signed, assertion.signature):
        return PASSED
    return refuse(reasons.SIGNATURE_MISMATCH, subject=stored.subject)


def check_backup_eligibility(asserted: AssertedPasskey, _context: None = None) -> Passed | Refused:
    """Whether a key may be copied never changes."""
    if asserted.assertion.authenticator.backup_eligible == asserted.stored.backup_eligible:
        return PASSED
    return refuse(reasons.BACKUP_STATE_IMPOSSIBLE, defect="whether it may be copied has changed")


def check_sign_count(asserted: AssertedPasskey, _context: None = None) -> Passed | Refused:
    """A counter that went back means that somebody has a copy, or that the device was reset."""
    if asserted.count_may_go_back or not asserted.count_went_back:
        return PASSED
    stored, seen = asserted.stored, asserted.assertion.authenticator.sign_count
    return refuse(reasons.SIGN_COUNT_WENT_BACK, subject=stored.subject, seen=seen, stored=stored.sign_count)


ALGORITHM = Check("passkey_algorithm", check_algorithm)
KNOWN = Check("passkey_known", check_known)
OWNER = Check("passkey_owner", check_owner)
SIGNATURE = Check("passkey_signature", check_signature)
BACKUP_ELIGIBILITY = Check("passkey_backup_eligibility", check_backup_eligibility)
SIGN_COUNT = Check("passkey_sign_count", check_sign_count)

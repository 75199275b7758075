"""Whether somebody was there, the device has checked who, and its flags make sense (WebAuthn Level 3 sections 6.1.3, 6.2).

Gives `passkey.nobody_present`, `.not_verified`, `.backup_state_impossible`.
"""

from __future__ import annotations

from assay.checks.passkey.ceremony import Answer
from assay.checks.passkey.expectations import CeremonyExpectations
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import passkey as reasons


def check_present(answer: Answer, _expected: CeremonyExpectations) -> Passed | Refused:
    """The flag UP."""
    return PASSED if answer.authenticator.user_present else refuse(reasons.NOBODY_PRESENT)


def check_verified(answer: Answer, _expected: CeremonyExpectations) -> Passed | Refused:
    """The flag UV: without it a passkey is a thing that one has, and no second factor stands beside it."""
    return PASSED if answer.authenticator.user_verified else refuse(reasons.NOT_VERIFIED)


def check_backup(answer: Answer, _expected: CeremonyExpectations) -> Passed | Refused:
    """What may not be copied is not backed up."""
    if answer.authenticator.backed_up and not answer.authenticator.backup_eligible:
        return refuse(reasons.BACKUP_STATE_IMPOSSIBLE, defect="it is backed up and may not be copied")
    return PASSED


PRESENT = Check("passkey_user_present", check_present)
VERIFIED = Check("passkey_user_verified", check_verified)
BACKUP = Check("passkey_backup_state", check_backup)

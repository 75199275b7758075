"""What an operator does with a person's factors: take the second ones away, make new recovery codes.

Security bar A200: each is an event, and ends what stood on the old factors.
"""

from __future__ import annotations

from assay.model.effects import Effect, ForgetDevices, RecordEvent, RemovePasskey, RemoveSecondFactors
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.model.passkey import Passkey
from assay.ports.entropy import Entropy
from assay.server.end_user_authentication.recovery_codes import new_recovery_codes


def reset_second_factors(end_user: EndUser, passkeys: tuple[Passkey, ...], now: float) -> tuple[Effect, ...]:
    """The effects that leave a person with the password alone; the next sign-in leads through enrolment again."""
    subject = end_user.subject
    return (
        RemoveSecondFactors(subject),
        *(RemovePasskey(subject, passkey.credential_id) for passkey in passkeys),
        ForgetDevices(subject),
        RecordEvent(Event("second_factors.reset", int(now), subject=subject)),
    )


def replace_recovery_codes(
    end_user: EndUser, entropy: Entropy, now: float
) -> tuple[tuple[str, ...], tuple[Effect, ...]]:
    """New recovery codes to show, once, and the effects that put them in the place of the earlier ones."""
    codes, replace = new_recovery_codes(end_user.subject, entropy, now)
    return codes, (replace, RecordEvent(Event("recovery_codes.replaced", int(now), subject=end_user.subject)))

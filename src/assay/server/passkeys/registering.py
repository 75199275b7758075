"""Registers passkeys of somebody who is signed in, renames and removes them (WebAuthn Level 3 section 7.1, A201 to A205).

Gives the reasons of `read_registration`, `Challenges.refusal`, `CEREMONY_CHECKS` and `REGISTRATION_CHECKS`, and
`passkey.issuer_without_domain`, `.too_many`, `.name_unusable`, `.already_registered`, `.challenge_used`, `.not_on_the_list`.
"""

from __future__ import annotations

from assay.checks.passkey import CEREMONY_CHECKS, REGISTRATION_CHECKS
from assay.checks.passkey.expectations import CREATE
from assay.decision import Allowed, Decision, Refused, first_refusal, refuse
from assay.decision.stages import Stages
from assay.formats.webauthn import Registration, read_registration
from assay.model.effects import (
    AddPasskey,
    Conflict,
    Effect,
    RecordEvent,
    RememberOnce,
    RemovePasskey,
    RenamePasskey,
)
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.model.passkey import Passkey
from assay.reasons import passkey as reasons
from assay.server.passkeys.challenges import Challenges, Purpose, redeem
from assay.server.passkeys.options import creation_options, user_handle
from assay.server.passkeys.relying_party import RelyingParty
from assay.server.passkeys.settings import PasskeySettings

MAX_NAME = 64
_STAGES = Stages(
    ("domain", "name", "few_passkeys", "answer_readable", "challenge", "ceremony", "credential", "first_time")
)
_CHANGE = Stages(("name", "on_the_list"))


class PasskeyRegistration:
    """Asks for new passkeys, and decides about what comes back."""

    __slots__ = ("_challenges", "_party", "_settings")

    def __init__(
        self, challenges: Challenges, party: Allowed[RelyingParty] | Refused, settings: PasskeySettings
    ) -> None:
        self._challenges = challenges
        self._party = party
        self._settings = settings

    def options(self, end_user: EndUser, own: tuple[Passkey, ...], purpose: Purpose, now: float) -> str | None:
        """What the browser is to ask for, as JSON; None where there can be no passkey (more)."""
        if isinstance(self._party, Refused) or len(own) >= self._settings.most_per_end_user:
            return None
        challenge = self._challenges.new(purpose, now)
        return creation_options(self._party.value, end_user, own, challenge, self._settings.challenge_lifetime)

    def add(
        self, answer: str, name: str, end_user: EndUser, own: tuple[Passkey, ...], purpose: Purpose, now: float
    ) -> Decision[Passkey, Effect]:
        """The new passkey of this end-user."""
        if isinstance(self._party, Refused):
            return _refused("domain", self._party)
        unusable = name_refusal(name)
        if unusable is not None:
            return _refused("name", unusable)
        if len(own) >= self._settings.most_per_end_user:
            return _refused("few_passkeys", refuse(reasons.TOO_MANY, limit=self._settings.most_per_end_user))
        read = read_registration(answer)
        if isinstance(read, Refused):
            return _refused("answer_readable", read)
        challenge = self._challenges.refusal(read.value.client.challenge, purpose, now)
        if challenge is not None:
            return _refused("challenge", challenge)
        ceremony = first_refusal(CEREMONY_CHECKS, read.value, self._party.value.expecting(CREATE))
        if ceremony is not None:
            return _refused("ceremony", ceremony)
        unfit = first_refusal(REGISTRATION_CHECKS, read.value, None)
        if unfit is not None:
            return _refused("credential", unfit)
        passkey = _made(read.value, name.strip(), end_user, self._party.value, int(now))
        effects = (redeem(read.value.client.challenge), AddPasskey(passkey), _event("passkey.added", passkey, int(now)))
        return Decision(Allowed(passkey), effects)


def rename(passkey: Passkey, name: str, now: float) -> Decision[Passkey, Effect]:
    """Another name for a passkey of one's own."""
    unusable = name_refusal(name)
    if unusable is not None:
        return Decision(_CHANGE.refused("name", unusable))
    effect = RenamePasskey(passkey.subject, passkey.credential_id, name.strip())
    return Decision(Allowed(passkey), (effect, _event("passkey.renamed", passkey, int(now))))


def remove(passkey: Passkey, now: float, *, another_is_left: bool = False) -> Decision[Passkey, Effect]:
    """Nobody signs in with it any more. With `another_is_left` it conflicts where it has become the last one meanwhile."""
    effect = RemovePasskey(passkey.subject, passkey.credential_id, another_is_left)
    return Decision(Allowed(passkey), (effect, _event("passkey.removed", passkey, int(now))))


def not_on_the_list() -> Refused:
    """The refusal of a change to a passkey that is not (any more) one of the account."""
    return _CHANGE.refused("on_the_list", refuse(reasons.NOT_ON_THE_LIST))


def lost(conflict: Conflict) -> Refused:
    """The refusal for who lost a race."""
    match conflict.effect:
        case RememberOnce():
            return _STAGES.refused("first_time", refuse(reasons.CHALLENGE_USED))
        case AddPasskey():
            return _STAGES.refused("first_time", refuse(reasons.ALREADY_REGISTERED))
        case _:
            return not_on_the_list()


def name_refusal(name: str) -> Refused | None:
    """The refusal of a name that would not tell passkeys apart."""
    usable = name.strip().isprintable() and 1 <= len(name.strip()) <= MAX_NAME
    return None if usable else refuse(reasons.NAME_UNUSABLE, limit=MAX_NAME)


def _made(answer: Registration, name: str, end_user: EndUser, party: RelyingParty, at: int) -> Passkey:
    statement = answer.authenticator
    return Passkey(
        credential_id=answer.credential.credential_id,
        subject=end_user.subject,
        user_handle=user_handle(party, end_user.subject),
        public_key=answer.credential.public_key,
        sign_count=statement.sign_count,
        transports=answer.transports,
        backup_eligible=statement.backup_eligible,
        backed_up=statement.backed_up,
        name=name,
        created_at=at,
    )


def _event(event: str, passkey: Passkey, at: int) -> RecordEvent:
    return RecordEvent(Event(event, at, subject=passkey.subject))


def _refused(stage: str, refused: Refused) -> Decision[Passkey, Effect]:
    return Decision(_STAGES.refused(stage, refused))

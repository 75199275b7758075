"""Decides whose passkey was used, and what it proves (WebAuthn Level 3 section 7.2, security bar A201 to A204).

Gives the reasons of `read_assertion`, `Challenges.refusal`, `CEREMONY_CHECKS` and `ASSERTION_CHECKS`, and
`passkey.issuer_without_domain`, `.account_disabled`, `.challenge_used`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.checks.passkey import ASSERTION_CHECKS, CEREMONY_CHECKS
from assay.checks.passkey.expectations import GET, AssertedPasskey
from assay.decision import Allowed, Decision, Refused, first_refusal, refuse
from assay.decision.stages import Stages
from assay.formats.webauthn import Assertion, read_assertion
from assay.model.effects import Conflict, Effect, RecordEvent, UsePasskey
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.model.factor import PASSKEY, SYNCED_PASSKEY, Method
from assay.model.passkey import Passkey
from assay.ports.end_users import EndUsers
from assay.ports.passkeys import Passkeys
from assay.ports.unit_of_work import UnitOfWork
from assay.reasons import passkey as reasons
from assay.server.passkeys.challenges import Challenges, Purpose, redeem
from assay.server.passkeys.options import request_options
from assay.server.passkeys.relying_party import RelyingParty
from assay.server.passkeys.settings import PasskeySettings

_STAGES = Stages(("domain", "answer_readable", "challenge", "ceremony", "credential", "account", "first_use"))


@dataclass(frozen=True, slots=True)
class Proved:
    """Who it is, and by which method it was proved."""

    end_user: EndUser
    method: Method


class PasskeyUse:
    """Asks for passkeys, and decides about what comes back."""

    __slots__ = ("_challenges", "_end_users", "_party", "_passkeys", "_settings", "_unit_of_work")

    def __init__(
        self,
        passkeys: Passkeys,
        end_users: EndUsers,
        unit_of_work: UnitOfWork,
        challenges: Challenges,
        party: Allowed[RelyingParty] | Refused,
        settings: PasskeySettings,
    ) -> None:
        self._passkeys = passkeys
        self._end_users = end_users
        self._unit_of_work = unit_of_work
        self._challenges = challenges
        self._party = party
        self._settings = settings

    def options(self, purpose: Purpose, now: float, own: tuple[Passkey, ...] = ()) -> str | None:
        """What the browser is to ask for, as JSON; None where there can be no passkeys."""
        if isinstance(self._party, Refused):
            return None
        challenge = self._challenges.new(purpose, now)
        return request_options(self._party.value, challenge, self._settings.challenge_lifetime, own)

    async def own_options(self, purpose: Purpose, subject: str, now: float) -> str | None:
        """The same for somebody who is known; None where they have no passkey."""
        own = await self._passkeys.list_of(subject)
        return self.options(purpose, now, own) if own else None

    async def __call__(
        self, answer: str, purpose: Purpose, now: float, subject: str | None = None
    ) -> Allowed[Proved] | Refused:
        """Who it is; the use is committed. With `subject`, only that person's passkeys count."""
        decision = await self._decided(answer, purpose, now, subject)
        if decision.effects and isinstance(await self._unit_of_work.commit(decision.effects), Conflict):
            return _STAGES.refused("first_use", refuse(reasons.CHALLENGE_USED))
        return decision.outcome

    async def _decided(
        self, answer: str, purpose: Purpose, now: float, subject: str | None
    ) -> Decision[Proved, Effect]:
        if isinstance(self._party, Refused):
            return _refused("domain", self._party)
        read = read_assertion(answer)
        if isinstance(read, Refused):
            return _refused("answer_readable", read)
        challenge = self._challenges.refusal(read.value.client.challenge, purpose, now)
        if challenge is not None:
            return _refused("challenge", challenge)
        ceremony = first_refusal(CEREMONY_CHECKS, read.value, self._party.value.expecting(GET))
        if ceremony is not None:
            return _refused("ceremony", ceremony)
        stored = await self._passkeys.find(read.value.credential_id)
        end_user = await self._end_users.find(stored.subject) if stored is not None else None
        tolerant = self._settings.insecure_accept_sign_count_going_back
        return decide(AssertedPasskey(read.value, stored, subject, tolerant), end_user, int(now))


def decide(asserted: AssertedPasskey, end_user: EndUser | None, at: int) -> Decision[Proved, Effect]:
    """The rest, on what was found."""
    refused = first_refusal(ASSERTION_CHECKS, asserted, None)
    if refused is not None:
        return _refused(
            "credential", refused, _alarm(asserted, at) if refused.reason is reasons.SIGN_COUNT_WENT_BACK else ()
        )
    stored = asserted.stored
    if end_user is None or end_user.disabled_at is not None:
        return _refused("account", refuse(reasons.ACCOUNT_DISABLED, subject=stored.subject))
    alarm = _alarm(asserted, at) if asserted.count_went_back else ()
    return Decision(Allowed(Proved(end_user, method_of(stored))), (*_use(asserted.assertion, stored, at), *alarm))


def method_of(passkey: Passkey) -> Method:
    """What a passkey proves."""
    return SYNCED_PASSKEY if passkey.backup_eligible else PASSKEY


def _use(assertion: Assertion, stored: Passkey, at: int) -> tuple[Effect, ...]:
    statement = assertion.authenticator
    used = UsePasskey(
        stored.credential_id, stored.sign_count, statement.sign_count, backed_up=statement.backed_up, at=at
    )
    return (redeem(assertion.client.challenge), used)


def _alarm(asserted: AssertedPasskey, at: int) -> tuple[Effect, ...]:
    """The event of a counter that went back, whether the passkey is refused for it or not (D27)."""
    return (RecordEvent(Event("passkey.sign_count_went_back", at, subject=asserted.stored.subject)),)


def _refused(stage: str, refused: Refused, effects: tuple[Effect, ...] = ()) -> Decision[Proved, Effect]:
    return Decision(_STAGES.refused(stage, refused), effects)

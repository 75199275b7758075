"""What a signed-in person may do with their own passkeys: see, add, rename, remove.

Gives `passkey.last_way_in` and the reasons of `PasskeyRegistration`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from assay.decision import Allowed, Decision, Refused, refuse
from assay.formats.base64url import decode_text
from assay.formats.form import Form, single
from assay.model.effects import Conflict, Effect, RemovePasskey
from assay.model.passkey import Passkey
from assay.ports.passkeys import Passkeys
from assay.ports.unit_of_work import StorageUnavailable, UnitOfWork
from assay.reasons import passkey as reasons
from assay.server.end_user_authentication.sessions import SignedIn
from assay.server.mail.letters import PASSKEY_ADDED, PASSKEY_REMOVED, Letters
from assay.server.passkeys.challenges import Purpose
from assay.server.passkeys.registering import PasskeyRegistration, lost, not_on_the_list, remove, rename

_NOTICES = {"add": PASSKEY_ADDED, "remove": PASSKEY_REMOVED}
_ATTEMPTS = 4
Outcome: TypeAlias = Allowed[Passkey] | Refused


@dataclass(frozen=True, slots=True)
class OwnPasskeys:
    """The passkeys of the person who is signed in. `options` asks for a new one; None where none can be added now."""

    passkeys: tuple[Passkey, ...]
    options: str | None


class PasskeyChanges:
    """Shows and changes them."""

    __slots__ = ("_letters", "_passkeys", "_registration", "_unit_of_work")

    def __init__(
        self, passkeys: Passkeys, registration: PasskeyRegistration, letters: Letters, unit_of_work: UnitOfWork
    ) -> None:
        self._passkeys = passkeys
        self._registration = registration
        self._letters = letters
        self._unit_of_work = unit_of_work

    async def of(self, who: SignedIn, now: float, *, may_add: bool) -> OwnPasskeys:
        """What the page shows."""
        own = await self._passkeys.list_of(who.end_user.subject)
        options = self._registration.options(who.end_user, own, _purpose(who), now) if may_add else None
        return OwnPasskeys(own, options)

    async def change(self, who: SignedIn, form: Form, now: float) -> Outcome:
        """Carry out what the form asks for: `add` (with `passkey` and `name`), `rename` or `remove` (with `id`)."""
        for _ in range(_ATTEMPTS):
            own = await self._passkeys.list_of(who.end_user.subject)
            decision = self._decided(who, own, form, now)
            if isinstance(decision.outcome, Refused):
                return decision.outcome
            settled = await self._unit_of_work.commit((*decision.effects, *self._notice(who, form, now)))
            if not isinstance(settled, Conflict):
                return decision.outcome
            if not isinstance(settled.effect, RemovePasskey):
                return lost(settled)
        raise StorageUnavailable(f"the passkeys of an end-user changed {_ATTEMPTS} times in a row")

    def _decided(self, who: SignedIn, own: tuple[Passkey, ...], form: Form, now: float) -> Decision[Passkey, Effect]:
        name = single(form, "name") or ""
        if single(form, "change") == "add":
            return self._registration.add(single(form, "passkey") or "", name, who.end_user, own, _purpose(who), now)
        passkey = _by_id(own).get(decode_text(single(form, "id") or "") or b"")
        if passkey is None:
            return Decision(not_on_the_list())
        if single(form, "change") != "remove":
            return rename(passkey, name, now)
        only_way_in = who.end_user.password_hash is None
        if only_way_in and len(own) == 1:
            return Decision(refuse(reasons.LAST_WAY_IN, subject=who.end_user.subject))
        return remove(passkey, now, another_is_left=only_way_in)

    def _notice(self, who: SignedIn, form: Form, now: float) -> tuple[Effect, ...]:
        """The mail about a change of what opens the account; a new name opens nothing."""
        what = _NOTICES.get(single(form, "change") or "")
        return self._letters.notice(who.end_user, what, now) if what is not None else ()


def _purpose(who: SignedIn) -> Purpose:
    return Purpose("register", who.session.session_id)


def _by_id(passkeys: tuple[Passkey, ...]) -> Mapping[bytes, Passkey]:
    return {passkey.credential_id: passkey for passkey in passkeys}

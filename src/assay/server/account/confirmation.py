"""Proves once more who is signed in, before a factor changes: by a passkey, a code, or the password of who has nothing else.

Security bar A200. Gives the reasons of `PasskeyUse`, `SecondFactorSignIn` and `PasswordSignIn`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.decision import Allowed, Refused
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.model.effects import Conflict
from assay.model.factor import RECOVERY_CODE, TOTP
from assay.ports.unit_of_work import UnitOfWork
from assay.server.end_user_authentication.browser_cookies import Cookie
from assay.server.end_user_authentication.factor_policy import stands_on_a_list
from assay.server.end_user_authentication.factors import OwnFactors
from assay.server.end_user_authentication.known_devices import KnownDevices
from assay.server.end_user_authentication.password_sign_in import PasswordSignIn
from assay.server.end_user_authentication.second_factor_sign_in import Proved, SecondFactorSignIn, lost_race
from assay.server.end_user_authentication.sessions import Sessions, SignedIn
from assay.server.passkeys.challenges import Purpose
from assay.server.passkeys.using import PasskeyUse


@dataclass(frozen=True, slots=True)
class ConfirmationAsked:
    """What a page asks for. `passkey_options` is for an authenticator, `code` is `totp` or `recovery_code`.

    Where both are None a password is asked for.
    """

    passkey_options: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The session has one more proof. `cookies` is empty where it ended or moved on meanwhile.

    `begun` is there where the sign-in is not complete with it any more: the password that was typed is a breached one.
    """

    cookies: tuple[Cookie, ...] = ()
    begun: SignedIn | None = None


@dataclass(frozen=True, slots=True)
class Proofs:
    """The ways to prove who one is."""

    passwords: PasswordSignIn
    passkeys: PasskeyUse
    codes: SecondFactorSignIn
    devices: KnownDevices


class Confirmation:
    """Asks for a proof, and takes it."""

    __slots__ = ("_proofs", "_sessions", "_unit_of_work")

    def __init__(self, proofs: Proofs, sessions: Sessions, unit_of_work: UnitOfWork) -> None:
        self._proofs = proofs
        self._sessions = sessions
        self._unit_of_work = unit_of_work

    async def asked(self, who: SignedIn, factors: OwnFactors, now: float) -> ConfirmationAsked:
        """What this person can confirm with."""
        code = next((method.name for method in (TOTP, RECOVERY_CODE) if method in factors.methods), None)
        options = await self._proofs.passkeys.own_options(_purpose(who), who.end_user.subject, now)
        return ConfirmationAsked(options, code)

    async def __call__(self, who: SignedIn, form: Form, http: RawRequest, now: float) -> Confirmed | Refused:
        """Take what the form proves: `passkey`, `otp` (a code of the app or a recovery code) or `password`. Raises `HasherBusy`."""
        proved = await self._proved(who, form, http, now)
        if isinstance(proved, Refused):
            return proved
        new = self._sessions.prove(who, proved.value.method, now)
        breached = stands_on_a_list(new.who.session.proofs)
        if breached:
            new = new.waiting()
        done = await self._unit_of_work.commit((*proved.value.effects, *new.effects))
        if not isinstance(done, Conflict):
            return Confirmed((new.cookie,), new.who if breached else None)
        lost = lost_race(done, who.end_user, now)
        return lost if lost is not None else Confirmed()

    async def _proved(self, who: SignedIn, form: Form, http: RawRequest, now: float) -> Allowed[Proved] | Refused:
        proofs, subject = self._proofs, who.end_user.subject
        answer = single(form, "passkey")
        if answer is not None:
            used = await proofs.passkeys(answer, _purpose(who), now, subject)
            return used if isinstance(used, Refused) else Allowed(Proved(used.value.method, ()))
        device = await proofs.devices.of(http, now)
        code = single(form, "otp")
        if code is not None:
            own = device.device_id if device is not None and device.subject == subject else None
            return await proofs.codes(who.end_user, code, http.peer, now, device_id=own)
        typed = await proofs.passwords(who.end_user.username, single(form, "password") or "", http.peer, now, device)
        return typed if isinstance(typed, Refused) else Allowed(Proved(typed.value.method, ()))


def _purpose(who: SignedIn) -> Purpose:
    return Purpose("confirm", who.session.session_id)

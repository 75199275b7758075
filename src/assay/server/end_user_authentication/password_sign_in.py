"""Decides whether a username and a password belong together. An unknown user and a wrong password cost and read the same.

Security bar A183, A184, A187. Gives `end_user.credentials_missing`, `.password_too_long`, `.too_many_attempts`, `.unknown`,
`.password_mismatch`, `.disabled`, `.has_no_password`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.username import MAX_USERNAME, fold_username
from assay.model.effects import RehashPassword
from assay.model.end_user import EndUser
from assay.model.factor import BREACHED_PASSWORD, PASSWORD, Method
from assay.model.second_factor import KnownDevice
from assay.ports.breached_passwords import BreachedPasswords
from assay.ports.end_users import EndUsers
from assay.ports.password_hasher import HasherBusy, PasswordHasher
from assay.ports.unit_of_work import UnitOfWork
from assay.primitives.hashing import sha1_of_password
from assay.primitives.password_hashing import needs_rehash
from assay.reasons import end_user as reasons
from assay.server.end_user_authentication.throttle import SignInThrottle

MAX_PASSWORD_BYTES = 1024
"""Longer ones are refused before any hashing; nobody types them, and hashing them is work for an attacker's sake."""

_STAGES = Stages(
    (
        "credentials_given",
        "password_short",
        "few_attempts",
        "end_user_known",
        "has_password",
        "password_matches",
        "end_user_enabled",
    )
)


@dataclass(frozen=True, slots=True)
class KnownPassword:
    """Whose password it is, and whether it stands on the list of breached ones, which may be younger than the password."""

    end_user: EndUser
    breached: bool

    @property
    def method(self) -> Method:
        """What a session keeps as proved."""
        return BREACHED_PASSWORD if self.breached else PASSWORD


class PasswordSignIn:
    """Tries a username and a password."""

    __slots__ = ("_breached", "_end_users", "_hasher", "_throttle", "_unit_of_work")

    def __init__(
        self,
        end_users: EndUsers,
        unit_of_work: UnitOfWork,
        hasher: PasswordHasher,
        throttle: SignInThrottle,
        breached: BreachedPasswords | None = None,
    ) -> None:
        self._breached = breached
        self._end_users = end_users
        self._unit_of_work = unit_of_work
        self._hasher = hasher
        self._throttle = throttle

    async def __call__(
        self, username: str, password: str, peer: str, now: float, device: KnownDevice | None = None
    ) -> Allowed[KnownPassword] | Refused:
        """Who they belong to. `peer` is the caller's address, `device` the known browser that it comes from.

        Raises `HasherBusy` when too many sign-ins wait.
        """
        # White space around a username is a slip of the keyboard. One that is too long is cut and so found nowhere.
        folded = fold_username(username.strip()[: MAX_USERNAME + 1])
        if not folded or not password:
            return _STAGES.refused("credentials_given", refuse(reasons.CREDENTIALS_MISSING))
        if len(password.encode()) > MAX_PASSWORD_BYTES:
            return _STAGES.refused("password_short", refuse(reasons.PASSWORD_TOO_LONG, limit=MAX_PASSWORD_BYTES))
        end_user = await self._end_users.find_by_username(folded)
        own = device is not None and end_user is not None and device.subject == end_user.subject
        device_id = device.device_id if device is not None and own else None
        throttled = await self._throttle.take(folded, peer, now, device_id)
        if throttled is not None:
            return _STAGES.refused("few_attempts", throttled)
        fits = await self._hasher.matches(password, end_user.password_hash if end_user is not None else None)
        refused = _refusal(end_user, fits=fits)
        if refused is not None or end_user is None:
            assert refused is not None
            return refused
        await self._throttle.succeeded(folded, peer, device_id)
        await self._rehashed(end_user, password)
        # Asked of whoever knows the password alone: for all others the list makes no difference, not even in time.
        breached = self._breached is not None and sha1_of_password(password) in self._breached
        return Allowed(KnownPassword(end_user, breached))

    async def _rehashed(self, end_user: EndUser, password: str) -> None:
        """Hash the password anew where the parameters have changed since; when the queue is full, at another sign-in."""
        before = end_user.password_hash
        if before is None or not needs_rehash(before):
            return
        with suppress(HasherBusy):
            after = await self._hasher.hash(password)
            await self._unit_of_work.commit((RehashPassword(end_user.subject, before, after),))


def _refusal(end_user: EndUser | None, *, fits: bool) -> Refused | None:
    """Decided after the hash, so that every answer has cost the same."""
    if end_user is None:
        return _STAGES.refused("end_user_known", refuse(reasons.UNKNOWN))
    if end_user.password_hash is None:
        return _STAGES.refused("has_password", refuse(reasons.HAS_NO_PASSWORD, subject=end_user.subject))
    if not fits:
        return _STAGES.refused("password_matches", refuse(reasons.PASSWORD_MISMATCH, subject=end_user.subject))
    if end_user.disabled_at is not None:
        disabled = refuse(reasons.DISABLED, subject=end_user.subject, disabled_at=end_user.disabled_at)
        return _STAGES.refused("end_user_enabled", disabled)
    return None

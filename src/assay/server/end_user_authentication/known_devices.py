"""Recognises browsers in which a person signed in before. No factor by itself (security bar A181, A207).

The cookie holds an id and a token. The token changes with every sign-in; an older one that comes back is a copy, so the
device is forgotten and an event is recorded.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from dataclasses import dataclass

from assay.formats.base64url import encode_text
from assay.formats.raw_request import RawRequest
from assay.model.effects import Conflict, Effect, ForgetDevices, RecordEvent, RememberDevice, RotateDevice
from assay.model.end_user import EndUser
from assay.model.event import Event
from assay.model.second_factor import KnownDevice
from assay.ports.entropy import Entropy
from assay.ports.second_factors import SecondFactors
from assay.ports.unit_of_work import UnitOfWork
from assay.primitives.hashing import equal, sha256
from assay.server.end_user_authentication.browser_cookies import BrowserCookies, Cookie

LIFETIME = 180 * 86_400
"""Seconds after which a browser that was not signed in with is a stranger again."""

_GRACE = 60
"""Seconds after a sign-in in which an older token is of a request that was on its way, such as the second half of a double
click. It is not taken, but nobody is alarmed."""

_ID_BYTES, _TOKEN_BYTES = 12, 20


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """`remembered` is for how many seconds a device may stand in place of a second factor; 0 for never."""

    remembered: int


class KnownDevices:
    """Reads, renews and forgets them."""

    __slots__ = ("_cookies", "_entropy", "_second_factors", "_settings", "_unit_of_work")

    def __init__(
        self,
        second_factors: SecondFactors,
        unit_of_work: UnitOfWork,
        entropy: Entropy,
        cookies: BrowserCookies,
        settings: DeviceSettings,
    ) -> None:
        self._second_factors = second_factors
        self._unit_of_work = unit_of_work
        self._entropy = entropy
        self._cookies = cookies
        self._settings = settings

    async def of(self, http: RawRequest, now: float) -> KnownDevice | None:
        """The device that a request comes from, if it is known and its cookie is the newest."""
        cookie = self._cookies.device(http)
        if cookie is None:
            return None
        device = await self._second_factors.device(_id_in(cookie))
        if device is None or now >= device.expires_at:
            return None
        if equal(device.token_hash, sha256(cookie.encode())):
            return device
        if now < device.expires_at - LIFETIME + _GRACE:
            return None
        copied = Event("known_device.copied", int(now), subject=device.subject)
        await self._unit_of_work.commit((ForgetDevices(device.subject, device.device_id), RecordEvent(copied)))
        return None

    async def renew(self, known: KnownDevice | None, end_user: EndUser, now: float, *, trust: bool) -> Cookie | None:
        """Know this browser as the person's, under a new token; `trust` is what the person has asked for.

        None when another request has just done the same.
        """
        at = int(now)
        own = known if known is not None and known.subject == end_user.subject else None
        head = self._entropy(_ID_BYTES) if own is None else urlsafe_b64decode(own.device_id)
        value = encode_text(head + self._entropy(_TOKEN_BYTES))
        trusted_until = at + self._settings.remembered if trust else own.trusted_until if own is not None else 0
        device = KnownDevice(_id_in(value), end_user.subject, sha256(value.encode()), at, at + LIFETIME, trusted_until)
        effects: tuple[Effect, ...]
        if own is not None:
            effects = (RotateDevice(own.token_hash, device),)
        elif known is not None:  # another person's browser until now
            effects = (ForgetDevices(known.subject, known.device_id), RememberDevice(device))
        else:
            effects = (RememberDevice(device),)
        if isinstance(await self._unit_of_work.commit(effects), Conflict):
            return None
        return self._cookies.new_device(value, LIFETIME)


def trusted(device: KnownDevice | None, end_user: EndUser, now: float) -> bool:
    """Whether this person asked for this browser to be remembered, not too long ago."""
    return device is not None and device.subject == end_user.subject and now < device.trusted_until


def _id_in(cookie: str) -> str:
    # Twelve bytes are sixteen characters of base64url, without a rest.
    return cookie[: _ID_BYTES * 4 // 3]

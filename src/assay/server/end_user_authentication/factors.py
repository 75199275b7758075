"""Which factors an end-user has: asked before a second factor is demanded, and before one is changed."""

from __future__ import annotations

from dataclasses import dataclass

from assay.model.end_user import EndUser
from assay.model.factor import PASSKEY, PASSWORD, RECOVERY_CODE, TOTP, Method
from assay.ports.passkeys import Passkeys
from assay.ports.second_factors import SecondFactors


@dataclass(frozen=True, slots=True)
class OwnFactors:
    """What one person can prove themselves with."""

    methods: tuple[Method, ...]
    recovery_codes_left: int = 0

    @property
    def second(self) -> tuple[Method, ...]:
        """Those that count as a second factor beside the password, recovery codes last."""
        return tuple(method for method in self.methods if method.has)

    @property
    def enrolled(self) -> bool:
        """Whether there is a second factor for daily use; recovery codes alone are for emergencies."""
        return any(method is not RECOVERY_CODE for method in self.second)

    def with_app(self, recovery_codes: int) -> OwnFactors:
        """What they have once an authenticator app was enrolled, and so many fresh recovery codes were made with it."""
        others = (method for method in self.methods if method not in {TOTP, RECOVERY_CODE})
        return OwnFactors((*others, TOTP, RECOVERY_CODE), recovery_codes)

    def with_passkey(self) -> OwnFactors:
        """What they have once a passkey was added."""
        return OwnFactors((*self.methods, PASSKEY), self.recovery_codes_left)


class Factors:
    """Reads them."""

    __slots__ = ("_passkeys", "_second_factors")

    def __init__(self, second_factors: SecondFactors, passkeys: Passkeys) -> None:
        self._passkeys = passkeys
        self._second_factors = second_factors

    async def of(self, end_user: EndUser) -> OwnFactors:
        """All factors of an end-user."""
        methods: list[Method] = [PASSWORD] if end_user.password_hash is not None else []
        if await self._passkeys.list_of(end_user.subject):
            methods.append(PASSKEY)
        if await self._second_factors.totp(end_user.subject) is not None:
            methods.append(TOTP)
        codes = await self._second_factors.recovery_codes(end_user.subject)
        left = sum(code.used_at is None for code in codes)
        return OwnFactors((*methods, *([RECOVERY_CODE] if left else ())), left)

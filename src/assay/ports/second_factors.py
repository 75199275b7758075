"""Second factors and known devices."""

from __future__ import annotations

from typing import Protocol

from assay.model.second_factor import KnownDevice, RecoveryCode, TotpCredential


class SecondFactors(Protocol):
    """Reads what end-users have beside their password."""

    async def totp(self, subject: str) -> TotpCredential | None:
        """The end-user's authenticator app."""
        ...

    async def recovery_codes(self, subject: str) -> tuple[RecoveryCode, ...]:
        """The end-user's recovery codes, used ones too, in the order of their hashes."""
        ...

    async def device(self, device_id: str) -> KnownDevice | None:
        """The known device with this id, expired or not."""
        ...

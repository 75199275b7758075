"""Device authorizations."""

from __future__ import annotations

from typing import Protocol

from assay.model.device_authorization import DeviceAuthorization


class DeviceAuthorizations(Protocol):
    """Reads device authorizations; answered, redeemed and expired ones are found while they are remembered."""

    async def find(self, device_code_hash: bytes) -> DeviceAuthorization | None:
        """The one whose device code has this SHA-256."""
        ...

    async def find_by_user_code(self, user_code: str) -> DeviceAuthorization | None:
        """The one with this user code, without its hyphen."""
        ...

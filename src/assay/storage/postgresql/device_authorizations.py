"""The table `device_authorizations`: answered once and redeemed once, each by one conditional update (RFC 8628)."""

from __future__ import annotations

from typing import Any

from assay.model.device_authorization import DeviceAuthorization
from assay.model.effects import DecideDeviceAuthorization
from assay.storage.columns import from_names
from assay.storage.postgresql.locks import DEVICE
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records, plain
from assay.storage.postgresql.steps import Step

AUTHORIZATIONS = Records("device_authorizations", DeviceAuthorization, "device_code_hash")
_FIND = AUTHORIZATIONS.select("AND device_code_hash = $2")
_FIND_BY_USER_CODE = AUTHORIZATIONS.select("AND user_code = $2")


def _decision(effect: DecideDeviceAuthorization) -> dict[str, Any]:
    written: dict[str, Any] = {"device_code_hash": plain(effect.device_code_hash), "at": effect.at}
    approval = effect.approval
    if approval is None:
        return written | {"amr": from_names(())}
    return written | {name: getattr(approval, name) for name in approval.__slots__} | {"amr": from_names(approval.amr)}


SAVE = Step(AUTHORIZATIONS.insert(), settles=True, written=lambda effect: AUTHORIZATIONS.written(effect.authorization))
NOTE_POLL = Step(
    """
    UPDATE device_authorizations
    SET polled_at = greatest(polled_at, :at::bigint), interval = greatest(interval, :interval::bigint)
    WHERE issuer_id = :issuer AND device_code_hash = :device_code_hash::bytea
    """,
    locks=((DEVICE, "device_code_hash"),),
)
DECIDE = Step(
    """
    UPDATE device_authorizations
    SET decided_at = :at::bigint, subject = :subject::text, session_id = :session_id::text, grant_id = :grant_id::text,
        auth_time = :auth_time::bigint, amr = :amr::text, acr = :acr::text
    WHERE issuer_id = :issuer AND device_code_hash = :device_code_hash::bytea AND decided_at IS NULL
    """,
    settles=True,
    written=_decision,
    locks=((DEVICE, "device_code_hash"),),
)
REDEEM = Step(
    """
    UPDATE device_authorizations SET redeemed_at = :at::bigint
    WHERE issuer_id = :issuer AND device_code_hash = :device_code_hash::bytea
      AND grant_id IS NOT NULL AND redeemed_at IS NULL
    """,
    settles=True,
    locks=((DEVICE, "device_code_hash"),),
)


class PostgresqlDeviceAuthorizations:
    """`ports.device_authorizations.DeviceAuthorizations`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def find(self, device_code_hash: bytes) -> DeviceAuthorization | None:
        """See the port."""
        row = await self._reader.one(_FIND, device_code_hash)
        return None if row is None else AUTHORIZATIONS.record(row)

    async def find_by_user_code(self, user_code: str) -> DeviceAuthorization | None:
        """See the port."""
        row = await self._reader.one(_FIND_BY_USER_CODE, user_code)
        return None if row is None else AUTHORIZATIONS.record(row)

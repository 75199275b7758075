"""The tables `totp_credentials`, `recovery_codes` and `known_devices`."""

from __future__ import annotations

from assay.model.second_factor import KnownDevice, RecoveryCode, TotpCredential
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records, members, plain
from assay.storage.postgresql.steps import Step

TOTP = Records("totp_credentials", TotpCredential, "subject")
CODES = Records("recovery_codes", RecoveryCode, "subject, code_hash")
DEVICES = Records("known_devices", KnownDevice, "device_id")
_FIND_TOTP = TOTP.select("AND subject = $2")
_FIND_CODES = CODES.select("AND subject = $2 ORDER BY code_hash")
_FIND_DEVICE = DEVICES.select("AND device_id = $2")

ADD_TOTP = Step(TOTP.insert(), settles=True, written=lambda effect: TOTP.written(effect.credential))
USE_TOTP_STEP = Step(
    """
    UPDATE totp_credentials SET last_step = :step::bigint
    WHERE issuer_id = :issuer AND subject = :subject::text AND last_step < :step::bigint
    """,
    settles=True,
)
# Of two new sets that are written at once the later one must find the other to delete it.
_CODES_ALONE = (
    "PERFORM pg_advisory_xact_lock(hashtextextended('recovery codes ' || :issuer || ' ' || :subject::text, 0));"
)
REMOVE = Step(
    f"""
    {_CODES_ALONE}
    DELETE FROM totp_credentials WHERE issuer_id = :issuer AND subject = :subject::text;
    DELETE FROM recovery_codes WHERE issuer_id = :issuer AND subject = :subject::text
    """  # noqa: S608 - a statement of ours
)
REPLACE_RECOVERY_CODES = Step(
    f"""
    {_CODES_ALONE}
    DELETE FROM recovery_codes WHERE issuer_id = :issuer AND subject = :subject::text;
    INSERT INTO recovery_codes (issuer_id, subject, code_hash, created_at)
    SELECT :issuer, :subject::text, code_hash::bytea, :at::bigint
    FROM jsonb_array_elements_text(v_members->'code_hashes') AS codes (code_hash) ON CONFLICT DO NOTHING
    """,  # noqa: S608 - a statement of ours
    written=lambda effect: {**members(effect), "code_hashes": [plain(one) for one in effect.code_hashes]},
)
REDEEM_RECOVERY_CODE = Step(
    """
    UPDATE recovery_codes SET used_at = :at::bigint
    WHERE issuer_id = :issuer AND subject = :subject::text AND code_hash = :code_hash::bytea AND used_at IS NULL
    """,
    settles=True,
)
REMEMBER_DEVICE = Step(DEVICES.insert(), settles=True, written=lambda effect: DEVICES.written(effect.device))
ROTATE_DEVICE = Step(
    """
    UPDATE known_devices
    SET subject = :subject::text, token_hash = :token_hash::bytea, created_at = :created_at::bigint,
        expires_at = :expires_at::bigint, trusted_until = :trusted_until::bigint
    WHERE issuer_id = :issuer AND device_id = :device_id::text AND token_hash = :from_hash::bytea
    """,
    settles=True,
    written=lambda effect: {**DEVICES.written(effect.device), "from_hash": plain(effect.from_hash)},
)
FORGET_DEVICES = Step(
    """
    DELETE FROM known_devices WHERE issuer_id = :issuer AND subject = :subject::text
      AND (:device_id::text IS NULL OR device_id = :device_id::text)
    """
)


class PostgresqlSecondFactors:
    """`ports.second_factors.SecondFactors`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def totp(self, subject: str) -> TotpCredential | None:
        """See the port."""
        row = await self._reader.one(_FIND_TOTP, subject)
        return None if row is None else TOTP.record(row)

    async def recovery_codes(self, subject: str) -> tuple[RecoveryCode, ...]:
        """See the port."""
        return tuple(map(CODES.record, await self._reader.all(_FIND_CODES, subject)))

    async def device(self, device_id: str) -> KnownDevice | None:
        """See the port."""
        row = await self._reader.one(_FIND_DEVICE, device_id)
        return None if row is None else DEVICES.record(row)

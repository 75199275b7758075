"""The table `passkeys`."""

from __future__ import annotations

from assay.model.passkey import Passkey
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.steps import Step

# ruff: noqa: S608 - statements are put together from each other

PASSKEYS = Records("passkeys", Passkey, "credential_id")
_FIND = PASSKEYS.select("AND credential_id = $2")
_LIST = PASSKEYS.select("AND subject = $2 ORDER BY created_at, credential_id")

_ONE = "WHERE issuer_id = :issuer AND credential_id = :credential_id::bytea"
ADD = Step(PASSKEYS.insert(), settles=True, written=lambda effect: PASSKEYS.written(effect.passkey))
USE = Step(
    f"""
    UPDATE passkeys
    SET sign_count = :sign_count::bigint, backed_up = :backed_up::boolean, last_used_at = :at::bigint
    {_ONE} AND sign_count = :from_sign_count::bigint
    """,
    settles=True,
)
RENAME = Step(f"UPDATE passkeys SET name = :name::text {_ONE} AND subject = :subject::text", settles=True)
# Of two removals that are carried out at once the later one must find what the earlier one has left.
REMOVE = Step(
    f"""
    PERFORM pg_advisory_xact_lock(hashtextextended('passkeys ' || :issuer || ' ' || :subject::text, 0));
    DELETE FROM passkeys {_ONE} AND subject = :subject::text AND (NOT :another_is_left::boolean OR EXISTS (
        SELECT 1 FROM passkeys AS other
        WHERE other.issuer_id = :issuer AND other.subject = :subject::text
          AND other.credential_id <> :credential_id::bytea
    ))
    """,
    settles=True,
)


class PostgresqlPasskeys:
    """`ports.passkeys.Passkeys`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def find(self, credential_id: bytes) -> Passkey | None:
        """See the port."""
        row = await self._reader.one(_FIND, credential_id)
        return None if row is None else PASSKEYS.record(row)

    async def list_of(self, subject: str) -> tuple[Passkey, ...]:
        """See the port."""
        return tuple(map(PASSKEYS.record, await self._reader.all(_LIST, subject)))

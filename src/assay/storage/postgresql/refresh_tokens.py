"""The table `refresh_token_families`: one row per family, its generation raised by one conditional update."""

from __future__ import annotations

from assay.model.refresh_token import RefreshTokenFamily
from assay.storage.postgresql.locks import FAMILY
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.steps import Step

FAMILIES = Records("refresh_token_families", RefreshTokenFamily, "family_id")
_FIND = FAMILIES.select("AND family_id = $2")

# A revocation of all that somebody approved waits for a code on its way, or this for the revocation (`deny_list.py`).
_START = f"""
{FAMILIES.insertion()}
WHERE NOT EXISTS (
    SELECT FROM revoked_grants AS revoked
    WHERE revoked.issuer_id = v_issuer AND revoked.grant_id = v_members->>'grant_id'
)
ON CONFLICT DO NOTHING
"""
START = Step(_START, settles=True, written=lambda effect: FAMILIES.written(effect.family))
ROTATE = Step(
    """
    UPDATE refresh_token_families
    SET generation = generation + 1, rotated_at = :at::bigint, idle_expires_at = :idle_expires_at::bigint
    WHERE issuer_id = :issuer AND family_id = :family_id::bytea AND generation = :from_generation::bigint
      AND revoked_at IS NULL
    """,
    settles=True,
    locks=((FAMILY, "family_id"),),
)
TOUCH = Step(
    """
    UPDATE refresh_token_families SET idle_expires_at = :idle_expires_at::bigint
    WHERE issuer_id = :issuer AND family_id = :family_id::bytea AND revoked_at IS NULL
    """,
    settles=True,
    locks=((FAMILY, "family_id"),),
)


class PostgresqlRefreshTokens:
    """`ports.refresh_tokens.RefreshTokens`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def find(self, family_id: bytes) -> RefreshTokenFamily | None:
        """See the port."""
        row = await self._reader.one(_FIND, family_id)
        return None if row is None else FAMILIES.record(row)

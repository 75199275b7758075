"""The table `authorization_codes`: one conditional update redeems a code, so it is redeemed once (RFC 6749 section 4.1.2)."""

from __future__ import annotations

from assay.model.authorization_code import MAX_FAILED_VERIFIERS, AuthorizationCode
from assay.storage.postgresql.locks import CODE
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import Records
from assay.storage.postgresql.steps import Step

CODES = Records("authorization_codes", AuthorizationCode, "code_hash")
_FIND = CODES.select("AND code_hash = $2")

SAVE = Step(CODES.insert(), settles=True, written=lambda effect: CODES.written(effect.code))
REDEEM = Step(
    f"""
    UPDATE authorization_codes SET redeemed_at = :at::bigint
    WHERE issuer_id = :issuer AND code_hash = :code_hash::bytea AND redeemed_at IS NULL
      AND failed_verifiers < {MAX_FAILED_VERIFIERS}
    """,  # noqa: S608 - a constant of ours
    settles=True,
    locks=((CODE, "code_hash"),),
)
COUNT_FAILED_VERIFIER = Step(
    """
    UPDATE authorization_codes SET failed_verifiers = failed_verifiers + 1
    WHERE issuer_id = :issuer AND code_hash = :code_hash::bytea
    """,
    locks=((CODE, "code_hash"),),
)


class PostgresqlAuthorizationCodes:
    """`ports.authorization_codes.AuthorizationCodes`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def find(self, code_hash: bytes) -> AuthorizationCode | None:
        """See the port."""
        row = await self._reader.one(_FIND, code_hash)
        return None if row is None else CODES.record(row)

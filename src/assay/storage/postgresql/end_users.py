"""The table `end_users`."""

from __future__ import annotations

from assay.model.end_user import EndUser
from assay.storage.postgresql.locks import END_USER
from assay.storage.postgresql.reader import Reader
from assay.storage.postgresql.records import BEGINNING, Records
from assay.storage.postgresql.steps import Step

END_USERS = Records("end_users", EndUser, "subject")
_FIND = END_USERS.select("AND subject = $2")
_FIND_BY_USERNAME = END_USERS.select("AND username = $2")
_PAGE = END_USERS.page()

ADD = Step(END_USERS.insert(), settles=True, written=lambda effect: END_USERS.written(effect.end_user))
CHANGE_PASSWORD = Step(
    """
    UPDATE end_users SET password_hash = :password_hash::text, password_changed_at = :at::bigint
    WHERE issuer_id = :issuer AND subject = :subject::text
      AND (:from_hash::text IS NULL OR password_hash = :from_hash::text)
    """,
    settles=True,
    locks=((END_USER, "subject"),),
)
SWITCH = Step(
    """
    UPDATE end_users SET disabled_at = :disabled_at::bigint
    WHERE issuer_id = :issuer AND subject = :subject::text
      AND (disabled_at IS NULL) <> (:disabled_at::bigint IS NULL)
    """,
    settles=True,
    locks=((END_USER, "subject"),),
)
CHANGE_CLAIMS = Step(
    """
    UPDATE end_users SET claims = :to_claims::text
    WHERE issuer_id = :issuer AND subject = :subject::text AND claims = :from_claims::text
    """,
    settles=True,
    locks=((END_USER, "subject"),),
)
REHASH = Step(
    """
    UPDATE end_users SET password_hash = :to_hash::text
    WHERE issuer_id = :issuer AND subject = :subject::text AND password_hash = :from_hash::text
    """,
    locks=((END_USER, "subject"),),
)
EXPECT = Step(
    END_USERS.expectation(),
    settles=True,
    written=lambda effect: END_USERS.written(effect.end_user),
    locks=((END_USER, "subject"),),
)


class PostgresqlEndUsers:
    """`ports.end_users.EndUsers`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def find(self, subject: str) -> EndUser | None:
        """See the port."""
        row = await self._reader.one(_FIND, subject)
        return None if row is None else END_USERS.record(row)

    async def find_by_username(self, username: str) -> EndUser | None:
        """See the port."""
        row = await self._reader.one(_FIND_BY_USERNAME, username)
        return None if row is None else END_USERS.record(row)

    async def page(self, after: EndUser | None, limit: int) -> tuple[EndUser, ...]:
        """See the port."""
        place = BEGINNING if after is None else (after.created_at, after.subject)
        return tuple(map(END_USERS.record, await self._reader.all(_PAGE, *place, limit)))

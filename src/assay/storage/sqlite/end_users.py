"""The table `end_users`."""

from __future__ import annotations

import sqlite3

from assay.model.effects import AddEndUser, ChangeClaims, ChangePassword, ExpectEndUser, RehashPassword, SwitchEndUser
from assay.model.end_user import EndUser
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import BEGINNING, Records
from assay.storage.sqlite.statements import update

END_USERS = Records("end_users", EndUser, "subject")
_FIND = END_USERS.select("AND subject = ?")
_FIND_BY_USERNAME = END_USERS.select("AND username = ?")
_PAGE = END_USERS.page()
_ADD = END_USERS.insert()
_CHANGE_PASSWORD = update(
    "end_users",
    "password_hash = ?3, password_changed_at = ?4",
    "issuer_id = ?1 AND subject = ?2 AND (?5 IS NULL OR password_hash = ?5)",
)
_SWITCH = update(
    "end_users", "disabled_at = ?3", "issuer_id = ?1 AND subject = ?2 AND (disabled_at IS NULL) <> (?3 IS NULL)"
)
_CHANGE_CLAIMS = update("end_users", "claims = ?4", "issuer_id = ?1 AND subject = ?2 AND claims = ?3")
_REHASH = update("end_users", "password_hash = ?4", "issuer_id = ?1 AND subject = ?2 AND password_hash = ?3")
_EXPECT = END_USERS.expectation()


class SqliteEndUsers:
    """`ports.end_users.EndUsers`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, subject: str) -> EndUser | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, subject))
        return None if row is None else END_USERS.record(row)

    async def find_by_username(self, username: str) -> EndUser | None:
        """See the port."""
        row = await self._reader.one(_FIND_BY_USERNAME, (self._issuer_id, username))
        return None if row is None else END_USERS.record(row)

    async def page(self, after: EndUser | None, limit: int) -> tuple[EndUser, ...]:
        """See the port."""
        place = BEGINNING if after is None else (after.created_at, after.subject)
        return tuple(map(END_USERS.record, await self._reader.all(_PAGE, (self._issuer_id, *place, limit))))


def add_end_user(connection: sqlite3.Connection, issuer_id: str, effect: AddEndUser) -> bool:
    """Apply the effect, unless the username or the subject is taken."""
    return connection.execute(_ADD, (issuer_id, *END_USERS.row(effect.end_user))).rowcount == 1


def change_password(connection: sqlite3.Connection, issuer_id: str, effect: ChangePassword) -> bool:
    """Apply the effect, unless the end-user is not there or has another password than was said."""
    row = (issuer_id, effect.subject, effect.password_hash, effect.at, effect.from_hash)
    return connection.execute(_CHANGE_PASSWORD, row).rowcount == 1


def switch_end_user(connection: sqlite3.Connection, issuer_id: str, effect: SwitchEndUser) -> bool:
    """Apply the effect, unless it is so already or the end-user is not there."""
    return connection.execute(_SWITCH, (issuer_id, effect.subject, effect.disabled_at)).rowcount == 1


def change_claims(connection: sqlite3.Connection, issuer_id: str, effect: ChangeClaims) -> bool:
    """Apply the effect, unless the claims are others by now or the end-user is not there."""
    row = (issuer_id, effect.subject, effect.from_claims, effect.to_claims)
    return connection.execute(_CHANGE_CLAIMS, row).rowcount == 1


def rehash_password(connection: sqlite3.Connection, issuer_id: str, effect: RehashPassword) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_REHASH, (issuer_id, effect.subject, effect.from_hash, effect.to_hash))
    return True


def expect_end_user(connection: sqlite3.Connection, issuer_id: str, effect: ExpectEndUser) -> bool:
    """Whether the row is exactly as the effect says."""
    return connection.execute(_EXPECT, (issuer_id, *END_USERS.row(effect.end_user))).fetchone() is not None

"""The table `email_links`."""

from __future__ import annotations

import sqlite3

from assay.model.effects import AddEmailLink, RedeemEmailLink, WithdrawEmailLinks
from assay.model.email_link import EmailLink
from assay.storage.sqlite.reader import Reader
from assay.storage.sqlite.records import Records

LINKS = Records("email_links", EmailLink, "token_hash")
_FIND = LINKS.select("AND token_hash = ?")
_ADD = LINKS.insert()
_REDEEM = "DELETE FROM email_links WHERE issuer_id = ? AND token_hash = ?"
_WITHDRAW = "DELETE FROM email_links WHERE issuer_id = ? AND subject = ?"


class SqliteEmailLinks:
    """`ports.email_links.EmailLinks`."""

    def __init__(self, reader: Reader, issuer_id: str) -> None:
        self._reader = reader
        self._issuer_id = issuer_id

    async def find(self, token_hash: bytes) -> EmailLink | None:
        """See the port."""
        row = await self._reader.one(_FIND, (self._issuer_id, token_hash))
        return None if row is None else LINKS.record(row)


def add_email_link(connection: sqlite3.Connection, issuer_id: str, effect: AddEmailLink) -> bool:
    """Apply the effect, unless the token is taken."""
    return connection.execute(_ADD, (issuer_id, *LINKS.row(effect.link))).rowcount == 1


def redeem_email_link(connection: sqlite3.Connection, issuer_id: str, effect: RedeemEmailLink) -> bool:
    """Apply the effect, unless the link is gone."""
    return connection.execute(_REDEEM, (issuer_id, effect.token_hash)).rowcount == 1


def withdraw_email_links(connection: sqlite3.Connection, issuer_id: str, effect: WithdrawEmailLinks) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_WITHDRAW, (issuer_id, effect.subject))
    return True

"""Everything that decides whether an issued token still stands, read in one go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StandingQuery:
    """Which token is asked about: members of an access token, or of a refresh token family."""

    client_id: str
    jti: str | None = None
    grant_id: str | None = None
    subject: str | None = None
    session_id: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What storage knows, read at one moment. None or False where nothing speaks against the token.

    `denied` is the reason code under which the token or its grant was put on the deny list. A session has ended when it was
    ended, has run out, began before its end-user's password was changed, or is not known any more.
    """

    client_exists: bool
    client_disabled: bool
    denied: str | None = None
    end_user_exists: bool = True
    end_user_disabled: bool = False
    session_ended: bool = False

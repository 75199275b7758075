"""Replaces the cookie of a session from time to time, so that a stolen one is noticed or of no use (security bar A191).

The next secret is derived from the present one and a nonce that only the store has. So whoever brings the present one, in
two tabs at once or after a lost answer, gets the same next one; the store alone, or the old cookie alone, yields nothing.
"""

from __future__ import annotations

from assay.formats.base64url import encode_text
from assay.model.effects import ConfirmSessionCookie, RotateSessionCookie
from assay.model.end_user import EndUserSession
from assay.ports.end_user_sessions import EndUserSessions
from assay.ports.entropy import Entropy
from assay.ports.unit_of_work import UnitOfWork
from assay.primitives.hashing import hmac_sha256, sha256
from assay.server.end_user_authentication.browser_cookies import BrowserCookies, Cookie
from assay.server.end_user_authentication.session_settings import SessionSettings

_NONCE_BYTES = 16


class SessionCookies:
    """Looks at the cookie with which a session was found."""

    __slots__ = ("_cookies", "_entropy", "_sessions", "_settings", "_unit_of_work")

    def __init__(
        self,
        sessions: EndUserSessions,
        unit_of_work: UnitOfWork,
        entropy: Entropy,
        cookies: BrowserCookies,
        settings: SessionSettings,
    ) -> None:
        self._sessions = sessions
        self._unit_of_work = unit_of_work
        self._entropy = entropy
        self._cookies = cookies
        self._settings = settings

    def replaced_long_ago(self, session: EndUserSession, secret: str, now: float) -> bool:
        """Whether the cookie is the one before, while a browser has had the present one for longer than the grace."""
        if sha256(secret.encode()) == session.session_hash or session.confirmed_at is None:
            return False
        return now >= session.confirmed_at + self._settings.cookie_grace

    async def renewed(self, session: EndUserSession, secret: str, now: float) -> tuple[EndUserSession, Cookie | None]:
        """The session as it is now, and the cookie to set: the successor that is there already, or a new one when due."""
        presented = sha256(secret.encode())
        if presented != session.session_hash:
            return session, self._successor(session, secret, now)
        if session.previous_hash is not None and session.confirmed_at is None:
            await self._unit_of_work.commit((ConfirmSessionCookie(session.session_id, presented, int(now)),))
        if now - session.rotated_at < self._settings.cookie_rotation:
            return session, None
        nonce = self._entropy(_NONCE_BYTES)
        to_hash = sha256(_derived(secret, nonce).encode())
        await self._unit_of_work.commit((RotateSessionCookie(session.session_id, presented, to_hash, nonce, int(now)),))
        # A conflict means that another request was faster: then its nonce counts, and its successor is the same for both.
        rotated = await self._sessions.find_by_id(session.session_id)
        if rotated is None or rotated.previous_hash != presented:
            return session, None
        return rotated, self._successor(rotated, secret, now)

    def _successor(self, session: EndUserSession, secret: str, now: float) -> Cookie:
        successor = _derived(secret, session.rotation_nonce or b"")
        return self._cookies.new_session(successor, session.expires_at - int(now))


def _derived(secret: str, nonce: bytes) -> str:
    mac = hmac_sha256(secret.encode(), b"session cookie successor\x00" + nonce)
    return encode_text(mac)

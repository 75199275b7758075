"""Decides who is signed in to this browser: the session is alive, and so is the end-user's account.

Security bar A190, A192, A194: a session ends at once when it is ended, or the account is disabled, or its password changes.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace

from assay.formats.raw_request import RawRequest
from assay.model.effects import Effect, EndEndUserSession, ProveEndUserSession, RecordEvent, StartEndUserSession
from assay.model.end_user import EndUser, EndUserSession
from assay.model.event import Event
from assay.model.factor import Method, Proof
from assay.ports.end_user_sessions import EndUserSessions
from assay.ports.end_users import EndUsers
from assay.ports.entropy import Entropy
from assay.primitives.hashing import sha256
from assay.server.end_user_authentication.browser_cookies import BrowserCookies, Cookie

_SECRET_BYTES = 32
_SESSION_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session and whose it is."""

    session: EndUserSession
    end_user: EndUser


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """Nobody is signed in; `why` is for the operator's record. `begun` is a sign-in that waits for a second factor."""

    why: str
    begun: SignedIn | None = None


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that begins with the commit of `effects`; `cookie` is the only place where its secret is."""

    who: SignedIn
    effects: tuple[Effect, ...]
    cookie: Cookie


class Sessions:
    """Reads and begins end-user sessions. `lifetime` is in seconds, from sign-in to the end, used or not."""

    __slots__ = ("_cookies", "_end_users", "_entropy", "_lifetime", "_sessions")

    def __init__(
        self,
        sessions: EndUserSessions,
        end_users: EndUsers,
        entropy: Entropy,
        cookies: BrowserCookies,
        lifetime: int,
    ) -> None:
        self._sessions = sessions
        self._end_users = end_users
        self._entropy = entropy
        self._cookies = cookies
        self._lifetime = lifetime

    async def who(self, http: RawRequest, now: float) -> SignedIn | NotSignedIn:
        """Who is signed in to the browser that sent this."""
        secret = self._cookies.session(http)
        if secret is None:
            return NotSignedIn("the browser brought no session cookie")
        session = await self._sessions.find(sha256(secret.encode()))
        if session is None:
            return NotSignedIn("the session is unknown")
        if session.ended_at is not None:
            return NotSignedIn("the session was ended")
        if now >= session.expires_at:
            return NotSignedIn("the session has run out")
        end_user = await self._end_users.find(session.subject)
        if end_user is None or end_user.disabled_at is not None:
            return NotSignedIn("the account is gone or disabled")
        if (end_user.password_changed_at or 0) > session.authenticated_at:
            return NotSignedIn("the password has changed since the sign-in")
        who = SignedIn(session, end_user)
        return who if session.complete else NotSignedIn("the sign-in waits for a second factor", begun=who)

    def begin(
        self,
        end_user: EndUser,
        method: Method,
        before: SignedIn | NotSignedIn,
        now: float,
        *,
        complete: bool = True,
    ) -> NewSession:
        """A new session under a new secret and a new id; the session of another account in this browser ends."""
        secret = self._secret()
        at = int(now)
        session = EndUserSession(
            session_hash=sha256(secret.encode()),
            session_id=urlsafe_b64encode(self._entropy(_SESSION_ID_BYTES)).rstrip(b"=").decode("ascii"),
            subject=end_user.subject,
            authenticated_at=at,
            proofs=(Proof(method.name, at),),
            expires_at=at + self._lifetime,
            complete=complete,
        )
        effects: tuple[Effect, ...] = (
            StartEndUserSession(session),
            RecordEvent(Event("end_user_session.started", at, subject=end_user.subject)),
        )
        if isinstance(before, SignedIn) and before.end_user.subject != end_user.subject:
            effects += (
                EndEndUserSession(before.session.session_id, at),
                RecordEvent(Event("end_user_session.ended", at, subject=before.end_user.subject)),
            )
        return NewSession(SignedIn(session, end_user), effects, self._cookies.new_session(secret, self._lifetime))

    def prove(self, who: SignedIn, method: Method, now: float, *, complete: bool = True) -> NewSession:
        """The same session with one more proof, under a new secret (A190). Its end stays where it was."""
        secret, at, session = self._secret(), int(now), who.session
        kept = tuple(proof for proof in session.proofs if proof.method != method.name)
        proved = replace(
            session,
            session_hash=sha256(secret.encode()),
            proofs=(*kept, Proof(method.name, at)),
            complete=session.complete or complete,
        )
        effects = (
            ProveEndUserSession(session.session_hash, proved),
            RecordEvent(Event("end_user_session.proved", at, subject=session.subject)),
        )
        cookie = self._cookies.new_session(secret, max(0, session.expires_at - at))
        return NewSession(SignedIn(proved, who.end_user), effects, cookie)

    def _secret(self) -> str:
        return urlsafe_b64encode(self._entropy(_SECRET_BYTES)).rstrip(b"=").decode("ascii")

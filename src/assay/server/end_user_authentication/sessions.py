"""Decides who is signed in to this browser: the session is alive, and so is the end-user's account.

Security bar A190 to A194: a session ends at once when it is ended, or the account is disabled, or its password changes; it
has an idle and an absolute limit; its cookie is another one after every sign-in, and from time to time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assay.formats.base64url import encode_text
from assay.formats.raw_request import RawRequest
from assay.formats.user_agent import device_of
from assay.model.effects import Effect, ProveEndUserSession, RecordEvent, StartEndUserSession
from assay.model.end_user import EndUser, EndUserSession, SessionUse
from assay.model.event import Event
from assay.model.factor import BREACHED_PASSWORD, PASSWORD, Method, Proof
from assay.ports.end_user_sessions import EndUserSessions
from assay.ports.end_users import EndUsers
from assay.ports.entropy import Entropy
from assay.primitives.hashing import sha256
from assay.server.end_user_authentication.browser_cookies import BrowserCookies, Cookie
from assay.server.end_user_authentication.session_cookie import SessionCookies
from assay.server.end_user_authentication.session_ending import SessionEnding
from assay.server.end_user_authentication.session_settings import SessionSettings
from assay.server.rate_limiting.network import network_of

_SECRET_BYTES = 32
_SESSION_ID_BYTES = 16
_USE_EVERY = 60
"""Seconds between two notes of a session's use."""
WAITING = "the sign-in is not complete"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session and whose it is. `cookie` is the browser's next one, where it is due; an answer may leave it out."""

    session: EndUserSession
    end_user: EndUser
    cookie: Cookie | None = None


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

    def waiting(self) -> NewSession:
        """The same session, waiting for a second factor."""
        waiting = replace(self.who.session, complete=False)
        return replace(
            self,
            who=replace(self.who, session=waiting),
            effects=tuple(
                replace(effect, session=waiting)
                if isinstance(effect, StartEndUserSession | ProveEndUserSession)
                else effect
                for effect in self.effects
            ),
        )

    def signed_in(self) -> SignedIn | NotSignedIn:
        """Who is signed in with it."""
        return self.who if self.who.session.complete else NotSignedIn(WAITING, begun=self.who)


class Sessions:
    """Reads and begins end-user sessions."""

    __slots__ = ("_browser_cookies", "_cookies", "_end_users", "_ending", "_entropy", "_sessions", "_settings")

    def __init__(
        self,
        sessions: EndUserSessions,
        end_users: EndUsers,
        ending: SessionEnding,
        session_cookies: SessionCookies,
        entropy: Entropy,
        cookies: BrowserCookies,
        settings: SessionSettings,
    ) -> None:
        self._sessions = sessions
        self._end_users = end_users
        self._ending = ending
        self._cookies = session_cookies
        self._entropy = entropy
        self._browser_cookies = cookies
        self._settings = settings

    async def who(self, http: RawRequest, now: float) -> SignedIn | NotSignedIn:
        """Who is signed in to the browser that sent this."""
        secret = self._browser_cookies.session(http)
        if secret is None:
            return NotSignedIn("the browser brought no session cookie")
        session = await self._sessions.find(sha256(secret.encode()))
        if session is None:
            return NotSignedIn("the session is unknown")
        if session.ended_at is not None:
            return NotSignedIn("the session was ended")
        if now >= session.expires_at:
            return NotSignedIn("the session has run out")
        if now >= max(session.last_used_at, session.authenticated_at) + self._settings.idle:
            return NotSignedIn("the session was not used for too long")
        end_user = await self._end_users.find(session.subject)
        if end_user is None or end_user.disabled_at is not None:
            return NotSignedIn("the account is gone or disabled")
        if (end_user.password_changed_at or 0) > session.authenticated_at:
            return NotSignedIn("the password has changed since the sign-in")
        if self._cookies.replaced_long_ago(session, secret, now):
            # Two browsers have it, and one of them stole it; nobody can tell which, so both are out.
            await self._ending.end((session,), "an older cookie came again", now)
            return NotSignedIn("a session cookie came again that had been replaced")
        if now - session.last_used_at >= _USE_EVERY:
            self._sessions.note_use(SessionUse(session.session_id, int(now), *_seen(http)))
        session, cookie = await self._cookies.renewed(session, secret, now)
        who = SignedIn(session, end_user, cookie)
        return who if session.complete else NotSignedIn(WAITING, begun=who)

    async def begin(
        self,
        end_user: EndUser,
        methods: tuple[Method, ...],
        before: SignedIn | NotSignedIn,
        http: RawRequest,
        now: float,
    ) -> NewSession:
        """A session under a new secret: the one that this person has in this browser, proved anew, or another one.

        The session of another account in this browser ends.
        """
        secret, at = encode_text(self._entropy(_SECRET_BYTES)), int(now)
        network, device = _seen(http)
        session = EndUserSession(
            session_hash=sha256(secret.encode()),
            session_id=encode_text(self._entropy(_SESSION_ID_BYTES)),
            subject=end_user.subject,
            authenticated_at=at,
            proofs=tuple(Proof(method.name, at) for method in methods),
            expires_at=at + self._settings.lifetime,
            started_at=at,
            last_used_at=at,
            network=network,
            device=device,
            rotated_at=at,
        )
        effects: tuple[Effect, ...]
        earlier = before if isinstance(before, SignedIn) else before.begun
        if earlier is not None and earlier.end_user.subject == end_user.subject:
            known = earlier.session
            session = replace(session, session_id=known.session_id, started_at=known.started_at)
            effects = (
                ProveEndUserSession(known.session_hash, session),
                _event("end_user_session.proved", session.subject, at),
            )
        else:
            effects = (StartEndUserSession(session), _event("end_user_session.started", session.subject, at))
            if earlier is not None:
                effects += await self._ending.effects(earlier.session, "another account signed in", now)
        cookie = self._browser_cookies.new_session(secret, self._settings.lifetime)
        return NewSession(SignedIn(session, end_user), effects, cookie)

    async def outlived(self, new: NewSession, now: float) -> bool:
        """Whether the password was changed while this session began. Then it is ended, for a reset ends only what it finds."""
        before = new.who.end_user
        after = await self._end_users.find(before.subject)
        if after is not None and after.password_changed_at == before.password_changed_at:
            return False
        await self._ending.end((new.who.session,), "the password changed during the sign-in", now)
        return True

    def prove(self, who: SignedIn, method: Method, now: float) -> NewSession:
        """The same session with one more proof, under a new secret (A190). Its end stays where it was."""
        kept = tuple(proof for proof in who.session.proofs if proof.method != method.name)
        return self._moved_on(who, (*kept, Proof(method.name, int(now))), now)

    def change_password(self, who: SignedIn, changed: EndUser, now: float) -> NewSession:
        """The same session after its person has changed a breached password: the new one is proved, and nothing else ends it."""
        replaced = {BREACHED_PASSWORD.name, PASSWORD.name}
        kept = tuple(proof for proof in who.session.proofs if proof.method not in replaced)
        renewed = SignedIn(replace(who.session, authenticated_at=int(now)), changed)
        return self._moved_on(renewed, (*kept, Proof(PASSWORD.name, int(now))), now)

    def _moved_on(self, who: SignedIn, proofs: tuple[Proof, ...], now: float) -> NewSession:
        secret, at, session = encode_text(self._entropy(_SECRET_BYTES)), int(now), who.session
        proved = replace(
            session,
            session_hash=sha256(secret.encode()),
            proofs=proofs,
            complete=True,
            last_used_at=at,
            rotated_at=at,
        )
        effects = (
            ProveEndUserSession(session.session_hash, proved),
            _event("end_user_session.proved", session.subject, at),
        )
        cookie = self._browser_cookies.new_session(secret, max(0, session.expires_at - at))
        return NewSession(SignedIn(proved, who.end_user), effects, cookie)


def _seen(http: RawRequest) -> tuple[str, str]:
    """The network and the device that a request comes from."""
    return network_of(http.peer), device_of((http.header(b"user-agent") or b"").decode("latin-1"))


def _event(kind: str, subject: str, at: int) -> RecordEvent:
    return RecordEvent(Event(kind, at, subject=subject))

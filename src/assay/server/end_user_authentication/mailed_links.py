"""Links by mail: 256 random bits, stored as SHA-256, good once and for 15 minutes, for one purpose (security bar A189).

Gives `end_user.link_unknown`, `.link_expired`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.base64url import encode_text
from assay.model.effects import AddEmailLink, Effect
from assay.model.email_link import EMAIL_CHANGE, EMAIL_VERIFICATION, PASSWORD_RESET, EmailLink
from assay.model.end_user import EndUser
from assay.ports.email_links import EmailLinks
from assay.ports.end_users import EndUsers
from assay.ports.entropy import Entropy
from assay.primitives.hashing import sha256
from assay.reasons import end_user as reasons
from assay.server.languages.language import message
from assay.server.mail.letters import Letters, LinkLetter, email_of

LIFETIME = 900
PATHS = {PASSWORD_RESET: "/login/reset", EMAIL_VERIFICATION: "/login/verify", EMAIL_CHANGE: "/login/verify"}
_LETTERS = {
    PASSWORD_RESET: LinkLetter(
        message("set a new password"),
        message("To set a new password, open this address within {minutes} minutes:"),
    ),
    EMAIL_VERIFICATION: LinkLetter(
        message("confirm that this e-mail address is yours"),
        message("To confirm that this e-mail address is yours, open this address within {minutes} minutes:"),
    ),
    EMAIL_CHANGE: LinkLetter(
        message("make this your e-mail address"),
        message("To make this your e-mail address, open this address within {minutes} minutes:"),
    ),
}
BREACHED_PASSWORD_LETTER = LinkLetter(
    message("set a new password"),
    message(
        "Somebody has signed in with the password of your account, and it stands on a list of stolen ones. To set a new one, open "
        "this address within {minutes} minutes:"
    ),
    message(
        "It works once. If it was not you who signed in, set a new password all the same: somebody else knows the present one."
    ),
)
"""Of a link to set a new password, for whoever was stopped at the sign-in."""
_TOKEN_BYTES = 32
_STAGES = Stages(("link_known", "link_unexpired", "link_current"))


@dataclass(frozen=True, slots=True)
class Followed:
    """A link that somebody opened, and whose it is."""

    link: EmailLink
    end_user: EndUser


class MailedLinks:
    """Makes links and follows them. Their host is the issuer's, whatever the request says."""

    __slots__ = ("_end_users", "_entropy", "_issuer", "_letters", "_links")

    def __init__(self, links: EmailLinks, end_users: EndUsers, letters: Letters, entropy: Entropy, issuer: str) -> None:
        self._links = links
        self._end_users = end_users
        self._letters = letters
        self._entropy = entropy
        self._issuer = issuer

    def sent(self, end_user: EndUser, purpose: str, now: float, letter: LinkLetter | None = None) -> tuple[Effect, ...]:
        """The effects that send a link. The same work is done for nobody's address, and nothing comes of it."""
        token, at, email = encode_text(self._entropy(_TOKEN_BYTES)), int(now), email_of(end_user)
        url = f"{self._issuer}{PATHS[purpose]}?{urlencode({'token': token})}"
        link = EmailLink(sha256(token.encode()), purpose, end_user.subject, email or "", at, at + LIFETIME)
        mail = self._letters.link(end_user, letter or _LETTERS[purpose], url, LIFETIME, now)
        return (AddEmailLink(link), *mail) if mail else ()

    async def followed(self, token: str, purposes: tuple[str, ...], now: float) -> Allowed[Followed] | Refused:
        """The link that this token stands for. Opening a link uses nothing up: mail programs open links too."""
        link = await self._links.find(sha256(token.encode("utf-8", "replace")))
        if link is None or link.purpose not in purposes:
            return _STAGES.refused("link_known", refuse(reasons.LINK_UNKNOWN))
        if now >= link.expires_at:
            expired = refuse(reasons.LINK_EXPIRED, expired_at=link.expires_at, subject=link.subject)
            return _STAGES.refused("link_unexpired", expired)
        end_user = await self._end_users.find(link.subject)
        moved = link.purpose != EMAIL_CHANGE and end_user is not None and email_of(end_user) != link.email
        if end_user is None or end_user.disabled_at is not None or moved:
            return _STAGES.refused("link_current", refuse(reasons.LINK_UNKNOWN))
        return Allowed(Followed(link, end_user))

"""The mails to end-users, as messages for the outbox: links that prove a mailbox, and notices of changes (A200)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from assay.formats.email_address import is_email_address
from assay.model.effects import Effect
from assay.model.end_user import EndUser
from assay.model.outgoing_message import MAIL
from assay.server.languages.choosing import language_of
from assay.server.languages.language import message
from assay.server.outbox.outgoing import Outgoing

PASSKEY_ADDED = message("A passkey was added to the account")
PASSKEY_REMOVED = message("A passkey was removed from the account")
_ONCE = message(
    "It works once. If you did not ask for it, there is nothing to do: without the address nothing changes."
)
_IF_NOT_YOU = message(
    "If it was you, there is nothing to do. If it was not, set a new password at once and tell whoever runs this service."
)
NOTICE_LIFETIME = 2 * 86_400
"""Seconds for which a notice is worth delivering."""


@dataclass(frozen=True, slots=True)
class LinkLetter:
    """The subject of a mail with a link, and what stands before and after the link; in English, before it with `minutes`."""

    subject: str
    lead: str
    closing: str = _ONCE


class Letters:
    """Writes mails. `name` is what people know the service by."""

    __slots__ = ("_name", "_outgoing")

    def __init__(self, outgoing: Outgoing, name: str) -> None:
        self._outgoing = outgoing
        self._name = name

    def link(self, end_user: EndUser, letter: LinkLetter, url: str, lifetime: int, now: float) -> tuple[Effect, ...]:
        """A mail with a link."""
        told = language_of(end_user).text
        text = "\n\n".join(
            (
                told(message("Hello {name},"), name=end_user.username),
                told(letter.lead, minutes=lifetime // 60),
                url,
                told(letter.closing),
            )
        )
        return self._mail(end_user, f"{self._name}: {told(letter.subject)}", text, lifetime, now)

    def notice(self, end_user: EndUser, what: str, now: float) -> tuple[Effect, ...]:
        """A mail that says that something was changed. `what` is a sentence in English, without its end."""
        told = language_of(end_user).text
        text = "\n\n".join(
            (told(message("Hello {name},"), name=end_user.username), f"{told(what)}.", told(_IF_NOT_YOU))
        )
        return self._mail(end_user, f"{self._name}: {told(what)}", text, NOTICE_LIFETIME, now)

    def _mail(self, end_user: EndUser, subject: str, text: str, lifetime: int, now: float) -> tuple[Effect, ...]:
        to = email_of(end_user)
        if to is None:
            return ()
        return (self._outgoing.message(MAIL, {"to": to, "subject": subject, "text": text + "\n"}, int(now), lifetime),)


def email_of(end_user: EndUser) -> str | None:
    """The e-mail address of an end-user, or None."""
    email = json.loads(end_user.claims).get("email")
    return email if isinstance(email, str) and is_email_address(email) else None


def has_verified_email(end_user: EndUser) -> bool:
    """Whether there is an address of which they have shown that it is theirs."""
    return email_of(end_user) is not None and json.loads(end_user.claims).get("email_verified") is True

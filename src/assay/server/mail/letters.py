"""The mails to end-users, as messages for the outbox: links that prove a mailbox, and notices of changes (A200)."""

from __future__ import annotations

import json

from assay.model.effects import Effect
from assay.model.end_user import EndUser
from assay.model.outgoing_message import MAIL
from assay.server.outbox.outgoing import Outgoing

PASSKEY_REMOVED = "A passkey was removed from the account"
NOTICE_LIFETIME = 2 * 86_400
"""Seconds for which a notice is worth delivering."""


class Letters:
    """Writes mails. `name` is what people know the service by."""

    __slots__ = ("_name", "_outgoing")

    def __init__(self, outgoing: Outgoing, name: str) -> None:
        self._outgoing = outgoing
        self._name = name

    def link(self, end_user: EndUser, what: str, url: str, lifetime: int, now: float) -> tuple[Effect, ...]:
        """A mail with a link. `what` says what the link is for, as the end of "To …, open this address:"."""
        text = (
            f"Hello {end_user.username},\n\n"
            f"To {what}, open this address within {lifetime // 60} minutes:\n\n{url}\n\n"
            "It works once. If you did not ask for it, there is nothing to do: without the address nothing changes.\n"
        )
        return self._mail(end_user, f"{self._name}: {what}", text, lifetime, now)

    def notice(self, end_user: EndUser, what: str, now: float) -> tuple[Effect, ...]:
        """A mail that says that something was changed. `what` is a sentence without its end."""
        text = (
            f"Hello {end_user.username},\n\n{what}.\n\n"
            "If it was you, there is nothing to do. If it was not, set a new password at once and tell whoever runs this "
            "service.\n"
        )
        return self._mail(end_user, f"{self._name}: {what}", text, NOTICE_LIFETIME, now)

    def _mail(self, end_user: EndUser, subject: str, text: str, lifetime: int, now: float) -> tuple[Effect, ...]:
        to = email_of(end_user)
        if to is None:
            return ()
        return (self._outgoing.message(MAIL, {"to": to, "subject": subject, "text": text}, int(now), lifetime),)


def email_of(end_user: EndUser) -> str | None:
    """The e-mail address of an end-user, or None."""
    email = json.loads(end_user.claims).get("email")
    usable = isinstance(email, str) and email.isprintable() and " " not in email and email.count("@") == 1
    return email if usable else None

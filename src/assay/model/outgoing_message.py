"""A message that must reach somebody outside: written with the change that it tells of, delivered later."""

from __future__ import annotations

from dataclasses import dataclass, field

MAIL = "mail"
BACKCHANNEL_LOGOUT = "backchannel_logout"


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message in the outbox. `sealed` is its content, JSON under the key-encryption key, since a mail may hold a link
    that signs in.

    `due_at` is when it may be tried next; for a message that is being tried, when it may be tried by another. `attempts`
    counts the tries that began and so names the newest of them. `abandoned_at` is when it was given up; `defect` says in
    words of ours why the last try failed.
    """

    message_id: str
    kind: str
    sealed: bytes = field(repr=False)
    created_at: int
    due_at: int
    expires_at: int
    attempts: int = 0
    abandoned_at: int | None = None
    defect: str | None = None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A try that failed: why, in words that hold nothing of the message. `final` when another try is of no use."""

    defect: str
    final: bool = False

"""A link that was sent by mail, and proves that whoever opens it reads that mailbox."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD_RESET = "password_reset"
EMAIL_VERIFICATION = "email_verification"
EMAIL_CHANGE = "email_change"
"""To an address that becomes the person's own when the link is opened."""


@dataclass(frozen=True, slots=True)
class EmailLink:
    """Found by the SHA-256 of its token; good once, for one purpose, for one person at one address."""

    token_hash: bytes
    purpose: str
    subject: str
    email: str
    created_at: int
    expires_at: int

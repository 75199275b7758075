"""What can be an e-mail address, as far as one can see (RFC 5321 section 4.5.3.1): whether it is one, only a mail tells."""

from __future__ import annotations

MAX_EMAIL = 254


def is_email_address(text: str) -> bool:
    """One `@` between two names, printable and without white space: nothing that could add a header to a mail."""
    local, at, domain = text.partition("@")
    plain = text.isprintable() and not any(character.isspace() for character in text)
    return bool(local and at and domain) and "@" not in domain and plain and len(text) <= MAX_EMAIL

"""Headers that every answer carries, whatever it holds. A page brings its own content policy and keeps the rest."""

from __future__ import annotations

from assay.web.answer import Headers

_EVERYWHERE: Headers = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)

UNLESS_GIVEN: Headers = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox"),
)
"""Added where the answer has no such header of its own."""


def security_headers(issuer: str) -> Headers:
    """The constant headers of an issuer. Strict transport security exactly when the issuer is https (RFC 6797)."""
    if issuer.startswith("https://"):
        return (*_EVERYWHERE, (b"strict-transport-security", b"max-age=31536000"))
    return _EVERYWHERE

"""Cross-origin reading: any origin, never with credentials, only where a route says so (security bar A137).

A browser application may call discovery, keys, token, userinfo and revocation; nobody may script the pages.
"""

from __future__ import annotations

from assay.web.answer import Headers, HttpAnswer

READABLE: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Refusal-Id, WWW-Authenticate, X-Request-Id, Retry-After"),
)
"""On every answer of a cross-origin route."""


def preflight(methods: tuple[str, ...]) -> HttpAnswer:
    """The answer to a preflight request (Fetch standard, section CORS protocol)."""
    return HttpAnswer(
        204,
        (
            (b"access-control-allow-methods", ", ".join(methods).encode("ascii")),
            (b"access-control-allow-headers", b"Authorization, Content-Type, DPoP, X-Request-Id"),
            (b"access-control-max-age", b"3600"),
        ),
    )

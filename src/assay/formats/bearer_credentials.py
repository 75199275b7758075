"""The access token of the Authorization header (RFC 6750 section 2.1): one header, the scheme Bearer, one token.

Gives `access_token.missing`, `access_token.scheme_unsupported` and `access_token.header_malformed`.
"""

from __future__ import annotations

from collections.abc import Sequence

from assay.decision import Allowed, Refused, refuse
from assay.reasons import access_token as reasons

_SCHEMES = ("Basic", "DPoP", "Digest", "Negotiate", "NTLM", "AWS4-HMAC-SHA256")


def parse_bearer(values: Sequence[bytes]) -> Allowed[str] | Refused:
    """The token, as it was sent. Takes the values of all Authorization headers of a request."""
    if not values:
        return refuse(reasons.MISSING)
    if len(values) > 1 or _joined(values[0]):
        return refuse(reasons.HEADER_MALFORMED, defect="there are two Authorization headers")
    scheme, _, token = values[0].decode("latin-1").strip(" \t").partition(" ")
    if scheme.lower() != "bearer":
        return refuse(reasons.SCHEME_UNSUPPORTED, scheme=_named(scheme))
    token = token.strip(" ")
    if not token:
        return refuse(reasons.HEADER_MALFORMED, defect="no token follows")
    return Allowed(token)


def gave_credentials(refused: Refused) -> bool:
    """Whether the caller has shown a token at all; if not, the challenge has no error code (RFC 6750 section 3.1)."""
    return refused.reason is not reasons.MISSING and refused.reason is not reasons.SCHEME_UNSUPPORTED


def _joined(value: bytes) -> bool:
    # Proxies and WSGI servers join repeated headers with a comma, which no token has.
    return b"," in value and b"bearer" in value.lower()


def _named(scheme: str) -> str:
    # Only well-known names are kept: where the scheme was forgotten, the first word is the token itself.
    return next((known for known in _SCHEMES if known.lower() == scheme.lower()), "(not a known scheme)")

"""Whether the token request repeats the redirect_uri of the authorization request (RFC 6749 section 4.1.3).

Refuses with `authorization_code.redirect_uri_missing` and `authorization_code.redirect_uri_mismatch`.
"""

from __future__ import annotations

from assay.checks.authorization_code.exchange import CodeExchange
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import authorization_code as reasons


def check_redirect_uri(exchange: CodeExchange, _context: None = None) -> Passed | Refused:
    """It may be left out only where the authorization request left it out too."""
    seen, code = exchange.redirect_uri, exchange.code
    if seen is None:
        return refuse(reasons.REDIRECT_URI_MISSING, expected=code.redirect_uri) if code.redirect_uri_given else PASSED
    if seen != code.redirect_uri:
        return refuse(reasons.REDIRECT_URI_MISMATCH, seen=seen, expected=code.redirect_uri)
    return PASSED


CHECK = Check("redirect_uri", check_redirect_uri)

"""Whether the code is still within its lifetime (RFC 6749 section 4.1.2).

Refuses with `authorization_code.expired`.
"""

from __future__ import annotations

from assay.checks.authorization_code.exchange import CodeExchange
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import authorization_code as reasons


def check_unexpired(exchange: CodeExchange, _context: None = None) -> Passed | Refused:
    """No leeway: the server that issued the code also reads the clock."""
    code = exchange.code
    if exchange.now < code.expires_at:
        return PASSED
    return refuse(reasons.EXPIRED, issued_at=code.issued_at, expired_at=code.expires_at, now=exchange.now)


CHECK = Check("unexpired", check_unexpired)

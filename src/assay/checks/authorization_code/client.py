"""Whether the code was issued to the client that redeems it (RFC 6749 section 4.1.3).

Refuses with `authorization_code.wrong_client`.
"""

from __future__ import annotations

from assay.checks.authorization_code.exchange import CodeExchange
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import authorization_code as reasons


def check_client(exchange: CodeExchange, _context: None = None) -> Passed | Refused:
    """The client has authenticated, or is public and bound by PKCE."""
    if exchange.code.client_id != exchange.client_id:
        return refuse(reasons.WRONG_CLIENT, owner=exchange.code.client_id, client_id=exchange.client_id)
    return PASSED


CHECK = Check("client", check_client)

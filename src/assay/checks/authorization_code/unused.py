"""Whether the code was never redeemed before (RFC 6749 section 4.1.2).

Refuses with `authorization_code.replayed`; whoever decides revokes what the code has bought.
"""

from __future__ import annotations

from assay.checks.authorization_code.exchange import CodeExchange
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import authorization_code as reasons


def check_unused(exchange: CodeExchange, _context: None = None) -> Passed | Refused:
    """Two requests at the same moment both pass here; storage settles which of them redeems."""
    redeemed_at = exchange.code.redeemed_at
    return PASSED if redeemed_at is None else refuse(reasons.REPLAYED, redeemed_at=redeemed_at)


CHECK = Check("unused", check_unused)

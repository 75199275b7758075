"""Whether this issuer has issued the code and still remembers it.

Refuses with `authorization_code.unknown`.
"""

from __future__ import annotations

from assay.checks.authorization_code.exchange import CodeExchange
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import authorization_code as reasons


def check_issued(exchange: CodeExchange, _context: None = None) -> Passed | Refused:
    """Found by its hash, or not."""
    return refuse(reasons.UNKNOWN) if exchange.stored is None else PASSED


CHECK = Check("issued", check_issued)

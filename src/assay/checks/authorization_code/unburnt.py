"""Whether nobody has guessed at the code's verifier too often (security bar A084).

Refuses with `authorization_code.burnt`.
"""

from __future__ import annotations

from assay.checks.authorization_code.exchange import CodeExchange
from assay.checks.pkce.proof import MAX_FAILED_VERIFIERS
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import authorization_code as reasons


def check_unburnt(exchange: CodeExchange, _context: None = None) -> Passed | Refused:
    """Even the right verifier comes too late then."""
    failed = exchange.code.failed_verifiers
    return PASSED if failed < MAX_FAILED_VERIFIERS else refuse(reasons.BURNT, failed=failed, limit=MAX_FAILED_VERIFIERS)


CHECK = Check("unburnt", check_unburnt)

"""Whether the token's family is still stored.

Refuses with `refresh_token.forgotten`.
"""

from __future__ import annotations

from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import refresh_token as reasons


def check_remembered(presentation: RefreshTokenPresentation, _context: None = None) -> Passed | Refused:
    """A family is purged some time after its end."""
    if presentation.stored is None:
        return refuse(reasons.FORGOTTEN, generation=presentation.generation)
    return PASSED


CHECK = Check("remembered", check_remembered)

"""Whether the token is the newest of its family, or the one before and its successor may have been lost on the way.

DESIGN section 8: a confidential client may use the previous generation until the successor is first used (which makes
a third one), a public client for the seconds of grace.
Refuses with `refresh_token.reused` and `refresh_token.ahead`.
"""

from __future__ import annotations

from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import refresh_token as reasons


def check_generation(presentation: RefreshTokenPresentation, _context: None = None) -> Passed | Refused:
    """Whoever decides revokes the family of a token that is used again too late."""
    family, generation = presentation.family, presentation.generation
    if generation == family.generation:
        return PASSED
    if generation > family.generation:
        return refuse(reasons.AHEAD, generation=generation, newest=family.generation)
    if generation == family.generation - 1 and _may_come_again(presentation):
        return PASSED
    return refuse(
        reasons.REUSED,
        generation=generation,
        newest=family.generation,
        rotated_at=family.rotated_at,
        now=presentation.now,
    )


def _may_come_again(presentation: RefreshTokenPresentation) -> bool:
    if not presentation.client.public:
        return True
    return presentation.now - presentation.family.rotated_at < presentation.grace


CHECK = Check("generation", check_generation)

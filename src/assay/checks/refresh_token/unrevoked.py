"""Whether the family was not revoked and did not end with the end-user's session.

Refuses with `refresh_token.revoked` and `refresh_token.session_ended`.
"""

from __future__ import annotations

from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.refresh_token import SESSION_ENDED
from assay.reasons import refresh_token as reasons


def check_unrevoked(presentation: RefreshTokenPresentation, _context: None = None) -> Passed | Refused:
    """The family's own mark first, then the deny list of its grant, then the session that it is bound to."""
    family, standing = presentation.family, presentation.standing
    if family.revoked_because == SESSION_ENDED:
        return refuse(reasons.SESSION_ENDED)
    if family.revoked_at is not None:
        return refuse(reasons.REVOKED, revoked_at=family.revoked_at, because=family.revoked_because)
    if standing.denied is not None:
        return refuse(reasons.REVOKED, revoked_at=None, because=standing.denied)
    return refuse(reasons.SESSION_ENDED) if standing.session_ended else PASSED


CHECK = Check("unrevoked", check_unrevoked)

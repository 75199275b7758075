"""Whether the token was issued to the client that presents it (RFC 6749 section 6).

Refuses with `refresh_token.wrong_client`.
"""

from __future__ import annotations

from assay.checks.refresh_token.presentation import RefreshTokenPresentation
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.reasons import refresh_token as reasons


def check_client(presentation: RefreshTokenPresentation, _context: None = None) -> Passed | Refused:
    """The client has authenticated, or is public and has named itself."""
    owner, client_id = presentation.family.client_id, presentation.client.client_id
    return PASSED if owner == client_id else refuse(reasons.WRONG_CLIENT, owner=owner, client_id=client_id)


CHECK = Check("client", check_client)

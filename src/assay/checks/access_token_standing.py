"""Whether a genuine access token still stands: what its issuer knows of the client, the grant, the session, the end-user.

Gives `access_token.client_disabled`, `.revoked`, `.session_ended` and `.end_user_disabled`. Standing is never cached.
"""

from __future__ import annotations

from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.model.standing import Standing
from assay.reasons import access_token as reasons


def check_client(standing: Standing, client_id: str) -> Passed | Refused:
    """The client that the token was issued to is registered and enabled."""
    if standing.client_exists and not standing.client_disabled:
        return PASSED
    return refuse(reasons.CLIENT_DISABLED, client_id=client_id)


def check_revoked(standing: Standing, _client_id: str) -> Passed | Refused:
    """Neither the token nor the grant that it was issued under is on the deny list."""
    return PASSED if standing.denied is None else refuse(reasons.REVOKED, because=standing.denied)


def check_session(standing: Standing, _client_id: str) -> Passed | Refused:
    """The end-user session that the token is bound to has not ended. A token without one is bound to none."""
    return refuse(reasons.SESSION_ENDED) if standing.session_ended else PASSED


def check_end_user(standing: Standing, _client_id: str) -> Passed | Refused:
    """The end-user whom the token stands for is known and enabled. Without an end-user there is nobody to ask about."""
    if standing.end_user_exists and not standing.end_user_disabled:
        return PASSED
    return refuse(reasons.END_USER_DISABLED)


CHECKS = (
    Check("standing.client", check_client),
    Check("standing.revoked", check_revoked),
    Check("standing.session", check_session),
    Check("standing.end_user", check_end_user),
)

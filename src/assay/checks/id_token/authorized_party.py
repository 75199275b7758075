"""Decides whether the ID token was issued to this client (OpenID Connect Core section 3.1.3.7, steps 3 to 5).

Gives `token.authorized_party_mismatch`.
"""

from __future__ import annotations

from assay.checks.id_token.expectations import IdTokenContext
from assay.checks.jwt.expectations import JwtCheck
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons


def check_authorized_party(jwt: Jwt, context: IdTokenContext) -> Passed | Refused | NotApplicable:
    """Whether azp is this client; with several audiences it must be there."""
    audience, client_id = jwt.claims.get("aud"), context.expected.client_id
    if "azp" not in jwt.claims:
        if isinstance(audience, list) and len(audience) > 1:
            return refuse(reasons.AUTHORIZED_PARTY_MISMATCH, authorized_party=None, expected=client_id)
        return NotApplicable("there is one audience, and no azp")
    found = jwt.claims["azp"]
    if found == client_id:
        return PASSED
    told = found if isinstance(found, str) else None
    return refuse(reasons.AUTHORIZED_PARTY_MISMATCH, authorized_party=told, expected=client_id)


AUTHORIZED_PARTY: JwtCheck[IdTokenContext] = JwtCheck("authorized_party", check_authorized_party, conditional=True)

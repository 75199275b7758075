"""Makes an authorization code: 256 random bits that the client gets, and the record under their hash that we keep.

RFC 6749 sections 4.1.2 and 10.10, security bar A088.
"""

from __future__ import annotations

from assay.formats.opaque_token import AUTHORIZATION_CODE, encode
from assay.model.authorization_code import AuthorizationCode
from assay.model.authorization_request import AuthorizationRequest
from assay.ports.entropy import Entropy
from assay.primitives.hashing import sha256
from assay.server.authorization.settings import AuthorizationSettings
from assay.server.end_user_authentication.assurance import acr_of, amr_of
from assay.server.end_user_authentication.sessions import SignedIn

_BODY_BYTES = 32


def new_code(
    request: AuthorizationRequest,
    who: SignedIn,
    grant_id: str,
    entropy: Entropy,
    settings: AuthorizationSettings,
    now: float,
) -> tuple[str, AuthorizationCode]:
    """The code's text, which is never kept, and its record."""
    text = encode(AUTHORIZATION_CODE, entropy(_BODY_BYTES))
    at = int(now)
    record = AuthorizationCode(
        code_hash=sha256(text.encode("ascii")),
        client_id=request.client_id,
        redirect_uri=request.redirect_uri,
        redirect_uri_given=request.redirect_uri_given,
        subject=who.end_user.subject,
        grant_id=grant_id,
        scopes=request.scopes,
        resources=request.resources,
        issued_at=at,
        expires_at=at + settings.code_lifetime,
        remember_until=at + settings.code_lifetime + settings.code_remembered,
        auth_time=who.session.authenticated_at,
        session_id=who.session.session_id,
        amr=amr_of(who.session.proofs),
        acr=acr_of(who.session.proofs),
        nonce=request.nonce,
        individual_claims=request.individual_claims,
        code_challenge=request.code_challenge,
    )
    return text, record

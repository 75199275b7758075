"""`none`: a public client names itself and proves nothing (RFC 6749 section 2.1, OpenID Connect Core section 9).

Reasons: those of `CLIENT_CHECKS`.
"""

from __future__ import annotations

from assay.checks.client_authentication import CLIENT_CHECKS
from assay.checks.client_authentication.claim import ClientClaim
from assay.decision import Allowed, Refused, first_refusal
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.server.client_authentication.method import Audience, AuthenticatedClient, Clients, Method, Presented

NAME = "none"


def find(request: RawRequest, form: Form) -> Presented | None:
    """The client_id of a body that has no credential beside it."""
    client_id = single(form, "client_id")
    if client_id is None or single(form, "client_secret") or single(form, "client_assertion"):
        return None
    return None if request.header(b"authorization") is not None else Presented(NAME, client_id)


def prove(
    presented: Presented, clients: Clients, _audience: Audience, now: float
) -> Allowed[AuthenticatedClient] | Refused:
    """Allowed for public clients only."""
    claim = ClientClaim(presented.client_id, NAME, clients[presented.client_id])
    refused = first_refusal(CLIENT_CHECKS, claim, now)
    return Allowed(AuthenticatedClient(claim.known, NAME)) if refused is None else refused


METHOD = Method(NAME, find, prove)

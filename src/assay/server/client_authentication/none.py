"""`none`: a public client names itself and proves nothing (RFC 6749 section 2.1, OpenID Connect Core section 9).

Reasons: `client.unknown`, `client.disabled`, `client.method_not_registered`.
"""

from __future__ import annotations

from assay.decision import Allowed, Refused, refuse
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.reasons import client as reasons
from assay.server.client_authentication.method import Audience, AuthenticatedClient, Clients, Method, Presented
from assay.server.client_authentication.secrets import may_not_authenticate

NAME = "none"


def find(request: RawRequest, form: Form) -> Presented | None:
    """The client_id of a body that has no credential beside it."""
    client_id = single(form, "client_id")
    if client_id is None or single(form, "client_secret") or single(form, "client_assertion"):
        return None
    return None if request.header(b"authorization") is not None else Presented(NAME, client_id)


def prove(
    presented: Presented, clients: Clients, _audience: Audience, _now: float
) -> Allowed[AuthenticatedClient] | Refused:
    """Allowed for public clients only."""
    client = clients[presented.client_id]
    if client is None:
        return refuse(reasons.UNKNOWN, claimed_client_id=presented.client_id, method=NAME)
    refused = may_not_authenticate(client, NAME)
    return refused if refused is not None else Allowed(AuthenticatedClient(client, NAME))


METHOD = Method(NAME, find, prove)

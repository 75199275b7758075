"""Decides whether the client is there, switched on, and registered for this grant (RFC 6749 section 4.1.2.1).

Gives `authorization_request.client_unknown`, `.client_disabled` and `.grant_type_not_registered`.
"""

from __future__ import annotations

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.form import Form, single
from assay.model.client import Client
from assay.reasons import authorization_request as reasons


def _registered(form: Form, facts: AuthorizationFacts) -> Passed | Refused:
    if facts.client is None:
        return refuse(reasons.CLIENT_UNKNOWN, client_id=single(form, "client_id"))
    return PASSED


def _enabled(_form: Form, facts: AuthorizationFacts) -> Passed | Refused:
    client = facts.known_client
    if client.disabled_at is not None:
        return refuse(reasons.CLIENT_DISABLED, client_id=client.client_id, disabled_at=client.disabled_at)
    return PASSED


def _may_use_grant(_form: Form, facts: AuthorizationFacts) -> Passed | Refused:
    refused = grant_refusal(facts.known_client, "authorization_code")
    return PASSED if refused is None else refused


def grant_refusal(client: Client, grant_type: str) -> Refused | None:
    """The refusal of a client that is not registered for what the answer would begin."""
    if grant_type in client.grant_types:
        return None
    return refuse(
        reasons.GRANT_TYPE_NOT_REGISTERED,
        client_id=client.client_id,
        grant_type=grant_type,
        registered=tuple(client.grant_types),
    )


CLIENT_REGISTERED = Check("client_registered", _registered)
CLIENT_ENABLED = Check("client_enabled", _enabled)
CLIENT_MAY_USE_GRANT = Check("client_may_use_grant", _may_use_grant)

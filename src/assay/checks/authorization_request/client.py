"""Decides whether the client is there, switched on, and registered for this grant (RFC 6749 section 4.1.2.1).

Gives `authorization_request.client_unknown`, `.client_disabled` and `.grant_type_not_registered`.
"""

from __future__ import annotations

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.form import Form, single
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
    client = facts.known_client
    if "authorization_code" not in client.grant_types:
        return refuse(
            reasons.GRANT_TYPE_NOT_REGISTERED, client_id=client.client_id, registered=tuple(client.grant_types)
        )
    return PASSED


CLIENT_REGISTERED = Check("client_registered", _registered)
CLIENT_ENABLED = Check("client_enabled", _enabled)
CLIENT_MAY_USE_GRANT = Check("client_may_use_grant", _may_use_grant)

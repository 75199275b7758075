"""Decides whether the client may still have what a stored request asks for: it is looked at as it is registered now.

A change of a client is in force with the next request, so also for requests that wait. Gives
`authorization_request.redirect_uri_mismatch`, `.grant_type_not_registered`, `.code_challenge_missing`, `.scope_not_registered`,
`.resource_not_allowed`.
"""

from __future__ import annotations

from assay.checks.authorization_request.client import grant_refusal
from assay.checks.authorization_request.code_challenge import needs_code_challenge
from assay.checks.authorization_request.resource import unlisted_resource_refusal
from assay.checks.authorization_request.scope import scope_refusal
from assay.checks.redirect_uri import REGISTERED
from assay.decision import Refused, refuse
from assay.model.authorization_request import AuthorizationRequest
from assay.model.client import Client
from assay.reasons import authorization_request as reasons
from assay.server.authorization.own_pages import for_own_page
from assay.server.grants.device_code import DEVICE_CODE


def address_refusal(request: AuthorizationRequest, client: Client) -> Refused | None:
    """The refusal of an answer that could go nowhere: told on a page of our own, and never sent there."""
    if for_own_page(request) or request.device_code_hash is not None:
        return None  # nothing goes by redirect
    outcome = REGISTERED.run(request.redirect_uri, client.redirect_uris)
    return outcome if isinstance(outcome, Refused) else None


def registration_refusal(request: AuthorizationRequest, client: Client) -> Refused | None:
    """The refusal of a request that the client could not make any more: told to the client."""
    if for_own_page(request):
        return None
    by_device = request.device_code_hash is not None
    outcomes = (
        grant_refusal(client, DEVICE_CODE if by_device else "authorization_code"),
        None if by_device else _challenge_refusal(request, client),
        scope_refusal(request.scopes, client),
        unlisted_resource_refusal(request.resources, client),
    )
    return next((refused for refused in outcomes if refused is not None), None)


def _challenge_refusal(request: AuthorizationRequest, client: Client) -> Refused | None:
    missing = request.code_challenge is None and needs_code_challenge(client)
    return refuse(reasons.CODE_CHALLENGE_MISSING) if missing else None

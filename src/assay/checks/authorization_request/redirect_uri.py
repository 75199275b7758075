"""Decides where the answer may go; until this has passed, nothing is ever sent anywhere (RFC 9700 section 4.1.3).

Gives `authorization_request.redirect_uri_missing` and `.redirect_uri_mismatch`.
"""

from __future__ import annotations

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.checks.authorization_request.scope import named_scopes
from assay.checks.redirect_uri import REGISTERED
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.form import Form, single
from assay.model.client import Client
from assay.reasons import authorization_request as reasons


def _redirect_uri(form: Form, facts: AuthorizationFacts) -> Passed | Refused:
    asked = single(form, "redirect_uri")
    if asked is not None:
        return REGISTERED.run(asked, facts.known_client.redirect_uris)  # type: ignore[return-value] # never conditional
    if implied_redirect_uri(form, facts.known_client) is None:
        return refuse(reasons.REDIRECT_URI_MISSING)
    return PASSED


def implied_redirect_uri(form: Form, client: Client) -> str | None:
    """The one registered URI that a plain OAuth request may leave out; OpenID Connect always wants it named."""
    if "openid" in named_scopes(form) or len(client.redirect_uris) != 1:
        return None
    return client.redirect_uris[0]


REDIRECT_URI_REGISTERED = Check("redirect_uri_registered", _redirect_uri)

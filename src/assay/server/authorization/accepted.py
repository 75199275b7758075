"""Makes the record of an authorization request out of its parameters, once every step has passed."""

from __future__ import annotations

from assay.checks.authorization_request.end_user import named_prompts, requested_subjects
from assay.checks.authorization_request.envelope import unreadable
from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.checks.authorization_request.redirect_uri import implied_redirect_uri
from assay.checks.authorization_request.resource import named_resources
from assay.checks.authorization_request.response import answer_mode
from assay.checks.authorization_request.scope import granted_scopes
from assay.decision import Allowed
from assay.formats.form import Form, single
from assay.model.authorization_request import AuthorizationRequest
from assay.server.individual_claims import individual_claims


def accepted(form: Form, facts: AuthorizationFacts) -> AuthorizationRequest:
    """The request as it is kept. All steps have passed on exactly this form and these facts."""
    max_age = single(form, "max_age")
    claims = single(form, "claims")
    hinted = facts.hint.value if isinstance(facts.hint, Allowed) else next(iter(requested_subjects(claims) or ()), None)
    return AuthorizationRequest(
        client_id=facts.known_client.client_id,
        redirect_uri=answer_address(form, facts),
        redirect_uri_given=single(form, "redirect_uri") is not None,
        response_mode=answer_mode(form),
        scopes=granted_scopes(form, facts.known_client),
        resources=named_resources(form),
        state=single(form, "state"),
        nonce=single(form, "nonce"),
        code_challenge=single(form, "code_challenge"),
        prompt=named_prompts(form),
        max_age=int(max_age) if max_age is not None else None,
        login_hint=single(form, "login_hint"),
        acr_values=tuple((single(form, "acr_values") or "").split()),
        claims=claims,
        id_token_hint_subject=hinted,
        individual_claims=individual_claims(claims, facts.known_client),
        ui_locales=tuple((single(form, "ui_locales") or "").split())[:_LOCALES],
    )


_LOCALES = 10
"""Languages of a request that are kept."""


def answer_address(form: Form, facts: AuthorizationFacts) -> str:
    """The proved redirect URI; asked for only after the steps that are told on a page."""
    address = single(form, "redirect_uri") or implied_redirect_uri(form, facts.known_client)
    if address is None:
        raise AssertionError("the redirect URI was asked for before it was proved")
    return address


def echoed_state(form: Form) -> str | None:
    """The `state` for a refusal: as it came, or None where it came twice or cannot be read (then it proves nothing)."""
    values = form.get("state", ())
    return values[0] or None if len(values) == 1 and unreadable(form, "state") is None else None

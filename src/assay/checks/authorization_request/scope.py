"""Decides whether the client may ask for these scopes; without any it asks for all that it is registered for.

RFC 6749 section 3.3, security bar A091. Gives `authorization_request.scope_malformed` and `.scope_not_registered`.
"""

from __future__ import annotations

import re

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.form import Form, single
from assay.model.client import Client
from assay.reasons import authorization_request as reasons

MAX_SCOPES = 64

_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


def named_scopes(form: Form) -> tuple[str, ...]:
    """The scopes that the request names, each once, in order."""
    return tuple(dict.fromkeys(name for name in (single(form, "scope") or "").split(" ") if name))


def granted_scopes(form: Form, client: Client) -> tuple[str, ...]:
    """The scopes that the request is for."""
    return named_scopes(form) or client.scopes


def _scope(form: Form, facts: AuthorizationFacts) -> Passed | Refused:
    names = named_scopes(form)
    if len(names) > MAX_SCOPES or not all(_SCOPE.fullmatch(name) for name in names):
        return refuse(reasons.SCOPE_MALFORMED, limit=MAX_SCOPES)
    refused = scope_refusal(names, facts.known_client)
    return PASSED if refused is None else refused


def scope_refusal(names: tuple[str, ...], client: Client) -> Refused | None:
    """The refusal of scopes that the client is not registered for."""
    refused = tuple(name for name in names if name not in client.scopes)
    if not refused:
        return None
    return refuse(reasons.SCOPE_NOT_REGISTERED, refused=refused, registered=tuple(client.scopes))


SCOPE = Check("scope", _scope)

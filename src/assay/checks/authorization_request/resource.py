"""Decides whether the client may ask for tokens for these resources (RFC 8707 section 2); several are legal.

Gives `authorization_request.resource_malformed` and `.resource_not_allowed`.
"""

from __future__ import annotations

import re

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.form import Form
from assay.model.client import Client
from assay.reasons import authorization_request as reasons

_ABSOLUTE_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[\x21\x24-\x7e]+")


def named_resources(form: Form) -> tuple[str, ...]:
    """The resources that the request names, each once, in order."""
    return tuple(dict.fromkeys(value for value in form.get("resource", ()) if value))


def _resource(form: Form, facts: AuthorizationFacts) -> Passed | Refused:
    client = facts.known_client
    for resource in named_resources(form):
        if not _ABSOLUTE_URI.fullmatch(resource):
            return refuse(reasons.RESOURCE_MALFORMED, resource=resource)
        # A client that lists no resources may have the default one; with a list, the list alone counts.
        allowed = client.resources or (facts.default_resource,)
        if resource not in allowed:
            return _not_allowed(resource, client)
    return PASSED


def unlisted_resource_refusal(resources: tuple[str, ...], client: Client) -> Refused | None:
    """The refusal of a resource that is not on the client's list. Without a list the token request settles it."""
    unlisted = next((each for each in resources if each not in client.resources), None) if client.resources else None
    return None if unlisted is None else _not_allowed(unlisted, client)


def _not_allowed(resource: str, client: Client) -> Refused:
    return refuse(reasons.RESOURCE_NOT_ALLOWED, resource=resource, registered=tuple(client.resources))


RESOURCE = Check("resource", _resource)

"""Decides whether the client may ask for tokens for these resources (RFC 8707 section 2); several are legal.

Gives `authorization_request.resource_malformed` and `.resource_not_allowed`.
"""

from __future__ import annotations

import re

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.form import Form
from assay.reasons import authorization_request as reasons

_ABSOLUTE_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[\x21\x24-\x7e]+")


def named_resources(form: Form) -> tuple[str, ...]:
    """The resources that the request names, each once, in order."""
    return tuple(dict.fromkeys(value for value in form.get("resource", ()) if value))


def _resource(form: Form, facts: AuthorizationFacts) -> Passed | Refused:
    registered = facts.known_client.resources
    for resource in named_resources(form):
        if not _ABSOLUTE_URI.fullmatch(resource):
            return refuse(reasons.RESOURCE_MALFORMED, resource=resource)
        # A client that lists no resources may have the default one; with a list, the list alone counts.
        if resource not in registered and (registered or resource != facts.default_resource):
            return refuse(reasons.RESOURCE_NOT_ALLOWED, resource=resource, registered=tuple(registered))
    return PASSED


RESOURCE = Check("resource", _resource)

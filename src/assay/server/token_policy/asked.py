"""The scopes and resources that a token request names.

Reasons: `token_request.scope_malformed`, `token_request.resource_malformed`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assay.decision import Allowed, Refused, refuse
from assay.formats.form import Form
from assay.reasons import token_request as reasons

_SCOPE_LIST = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")
_MOST_SCOPES = 64
_MOST_RESOURCES = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """`scopes` is empty when the request names none; then it asks for all that it can have. Each name stands once."""

    scopes: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


_NOTHING = Allowed(Asked())


def parse_asked(form: Form) -> Allowed[Asked] | Refused:
    """`scope` stands once at most, `resource` may be repeated (RFC 8707 section 2)."""
    scope, resources = form.get("scope"), form.get("resource")
    if scope is None and resources is None:
        return _NOTHING
    scopes: tuple[str, ...] = ()
    if scope is not None:
        if _SCOPE_LIST.fullmatch(scope[0]) is None:
            return refuse(reasons.SCOPE_MALFORMED, defect="it has a character that no scope can have")
        scopes = tuple(dict.fromkeys(name for name in scope[0].split(" ") if name))
        if len(scopes) > _MOST_SCOPES:
            return refuse(reasons.SCOPE_MALFORMED, defect=f"it has more than {_MOST_SCOPES} names")
    named = tuple(dict.fromkeys(resource for resource in resources or () if resource))
    for resource in named:
        defect = _defect(resource)
        if defect is not None:
            return refuse(reasons.RESOURCE_MALFORMED, resource=resource, defect=defect)
    if len(named) > _MOST_RESOURCES:
        return refuse(reasons.RESOURCE_MALFORMED, resource=named[-1], defect=f"it is number {len(named)}")
    return Allowed(Asked(scopes, named))


def _defect(resource: str) -> str | None:
    if _SCHEME.match(resource) is None:
        return "it has no scheme, so it is not absolute"
    if "#" in resource:
        return "it has a fragment"
    if not resource.isascii() or not resource.isprintable() or " " in resource:
        return "it has a character that no URI can have"
    return None

"""Decides whether the parameters can be read without doubt: once each, of sane size, without control characters.

RFC 6749 section 3.1, security bar A074 and A100. Gives `request.parameter_repeated`, `request.parameter_missing`,
`request.parameter_too_long` and `request.parameter_malformed`.
"""

from __future__ import annotations

import unicodedata

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.form import Form, first_repeated, single
from assay.reasons import request as reasons

DEFAULT_LIMIT = 2048
LIMITS = {"client_id": 256, "claims": 8192, "id_token_hint": 8192}
"""Characters per parameter. `state` and `nonce` may have the 1-2 kB that libraries put there."""

_NAMING_THE_CLIENT = ("client_id", "redirect_uri")


def _client_named_once(form: Form, _facts: AuthorizationFacts) -> Passed | Refused:
    for name in _NAMING_THE_CLIENT:
        values = form.get(name, ())
        if len(values) > 1:
            return refuse(reasons.PARAMETER_REPEATED, parameter=name, count=len(values))
        refused = unreadable(form, name)
        if refused is not None:
            return refused
    if single(form, "client_id") is None:
        return refuse(reasons.PARAMETER_MISSING, parameter="client_id")
    return PASSED


def _parameters_once(form: Form, _facts: AuthorizationFacts) -> Passed | Refused:
    refused = first_repeated(form, repeatable=("resource",))
    return PASSED if refused is None else refused


def _parameters_readable(form: Form, _facts: AuthorizationFacts) -> Passed | Refused:
    for name in form:
        refused = unreadable(form, name)
        if refused is not None:
            return refused
    return PASSED


def unreadable(form: Form, name: str) -> Refused | None:
    """The refusal of a parameter that is too long or has control characters, else None."""
    limit = LIMITS.get(name, DEFAULT_LIMIT)
    shown = name if len(name) <= 64 and name.isascii() else "(a parameter with an unusual name)"
    for value in form.get(name, ()):
        if len(value) > limit:
            return refuse(reasons.PARAMETER_TOO_LONG, parameter=shown, length=len(value), limit=limit)
        if not value.isprintable() and any(unicodedata.category(character) == "Cc" for character in value):
            return refuse(
                reasons.PARAMETER_MALFORMED,
                parameter=shown,
                defect="it has a control character, such as a line break",
                expected="printable characters",
            )
    return None


CLIENT_NAMED_ONCE = Check("client_named_once", _client_named_once)
PARAMETERS_ONCE = Check("parameters_once", _parameters_once)
PARAMETERS_READABLE = Check("parameters_readable", _parameters_readable)

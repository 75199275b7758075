"""Decides whether the kind of answer that is asked for is given here: a code, by query or by form post.

RFC 9700 section 2.1.2, OpenID Connect Core sections 6 and 7.2.1. Gives `authorization_request.response_type_unsupported`,
`.response_mode_unsupported`, `.request_object_not_supported`, `.request_uri_not_supported`, `.registration_not_supported`.
"""

from __future__ import annotations

from assay.checks.authorization_request.facts import AuthorizationFacts
from assay.decision import Check, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.form import Form, single
from assay.reasons import authorization_request as reasons
from assay.reasons import request as request_reasons

RESPONSE_TYPES = ("code",)
RESPONSE_MODES = ("query", "form_post")

_NOT_SUPPORTED = {
    "request": reasons.REQUEST_OBJECT_NOT_SUPPORTED,
    "request_uri": reasons.REQUEST_URI_NOT_SUPPORTED,
    "registration": reasons.REGISTRATION_NOT_SUPPORTED,
}


def answer_mode(form: Form) -> str:
    """How this request is answered, refusals included: as it asks, or by query where it asks for what is not given."""
    return "form_post" if form.get("response_mode") == ("form_post",) else "query"


def _plain_parameters(form: Form, _facts: AuthorizationFacts) -> Passed | Refused:
    for name, reason in _NOT_SUPPORTED.items():
        if single(form, name) is not None:
            return refuse(reason)
    return PASSED


def _response_type(form: Form, _facts: AuthorizationFacts) -> Passed | Refused:
    response_type = single(form, "response_type")
    if response_type is None:
        return refuse(request_reasons.PARAMETER_MISSING, parameter="response_type")
    if response_type not in RESPONSE_TYPES:
        return refuse(reasons.RESPONSE_TYPE_UNSUPPORTED, response_type=response_type)
    return PASSED


def _response_mode(form: Form, _facts: AuthorizationFacts) -> Passed | Refused:
    response_mode = single(form, "response_mode")
    if response_mode is not None and response_mode not in RESPONSE_MODES:
        return refuse(reasons.RESPONSE_MODE_UNSUPPORTED, response_mode=response_mode)
    return PASSED


PLAIN_PARAMETERS = Check("plain_parameters", _plain_parameters)
RESPONSE_TYPE = Check("response_type", _response_type)
RESPONSE_MODE = Check("response_mode", _response_mode)

"""Reads the form that a client posts (RFC 6749 section 3.2): in the body, once each, of sane size.

Gives `request.content_type_not_form`, `.form_malformed`, `.too_many_parameters`, `.parameter_in_query`,
`.parameter_repeated` and `.parameter_too_long`.
"""

from __future__ import annotations

from assay.decision import Allowed, Refused, refuse
from assay.decision.stages import Stages
from assay.formats.form import Form, first_repeated, parse_form
from assay.formats.raw_request import RawRequest
from assay.reasons import request as reasons

STAGES = Stages(("content_type", "query_empty", "form_readable", "parameters_once", "parameters_short"))
STAGE = "form"
"""The name of the whole among the stages of an endpoint."""

_FORM = b"application/x-www-form-urlencoded"
_LIMIT = 16_384
"""Characters of one parameter; a long token has a few thousand."""


def read_client_form(request: RawRequest, *, repeatable: tuple[str, ...] = ()) -> Allowed[Form] | Refused:
    """The parameters of the body. None may stand in the URL, where logs and histories keep it."""
    content_type = request.header(b"content-type")
    if content_type is None or not is_form(content_type):
        refused = refuse(reasons.CONTENT_TYPE_NOT_FORM, content_type=_shown(content_type))
        return STAGES.refused("content_type", refused)
    in_query = _in_query(request.query) if request.query else None
    if in_query is not None:
        return STAGES.refused("query_empty", in_query)
    parsed = parse_form(request.body)
    if isinstance(parsed, Refused):
        return STAGES.refused("form_readable", parsed)
    repeated = first_repeated(parsed.value, repeatable=repeatable)
    if repeated is not None:
        return STAGES.refused("parameters_once", repeated)
    too_long = _too_long(parsed.value)
    return parsed if too_long is None else STAGES.refused("parameters_short", too_long)


def is_form(content_type: bytes) -> bool:
    """Whether a Content-Type is the one of forms, whatever its parameters."""
    return content_type == _FORM or content_type.partition(b";")[0].strip().lower() == _FORM


def _shown(content_type: bytes | None) -> str | None:
    return None if content_type is None else content_type.decode("latin-1")


def _in_query(query: bytes) -> Refused | None:
    parsed = parse_form(query)
    if isinstance(parsed, Refused):
        return parsed
    for name in parsed.value:
        return refuse(reasons.PARAMETER_IN_QUERY, parameter=name)
    return None


def _too_long(form: Form) -> Refused | None:
    for name, values in form.items():
        for value in values:
            if len(value) > _LIMIT:
                return refuse(reasons.PARAMETER_TOO_LONG, parameter=name, length=len(value), limit=_LIMIT)
    return None

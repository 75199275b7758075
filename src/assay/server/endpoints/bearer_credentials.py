"""Finds the access token of a request (RFC 6750 section 2): in the Authorization header or in a form, never in the URL.

Gives the reasons of `formats.bearer_credentials`, `access_token.presented_twice`, `access_token.in_query`, and those of a
form that does not parse.
"""

from __future__ import annotations

from assay.decision import Allowed, Refused, refuse
from assay.formats.bearer_credentials import parse_bearer
from assay.formats.form import first_repeated, parse_form, single
from assay.formats.raw_request import RawRequest
from assay.reasons import access_token as reasons
from assay.server.endpoints.client_form import is_form


def find_access_token(request: RawRequest, *, in_body: bool = False) -> Allowed[str] | Refused:
    """The token, as it was sent. `in_body` allows it in the form of a POST too (RFC 6750 section 2.2)."""
    if request.query:
        query = parse_form(request.query)
        if isinstance(query, Refused):
            return query
        if "access_token" in query.value:
            return refuse(reasons.IN_QUERY)
    found = parse_bearer(request.header_values(b"authorization"))
    if not in_body or request.method != "POST" or not is_form(request.header(b"content-type") or b""):
        return found
    form = parse_form(request.body)
    if isinstance(form, Refused):
        return form
    repeated = first_repeated(form.value)
    if repeated is not None:
        return repeated
    token = single(form.value, "access_token")
    if token is None:
        return found
    return refuse(reasons.PRESENTED_TWICE) if isinstance(found, Allowed) else Allowed(token)

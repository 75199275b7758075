"""Finds the access token of a request (RFC 6750 section 2): in the Authorization header or in a form, never in the URL.

Gives `access_token.missing`, `.scheme_unsupported`, `.header_malformed`, `.presented_twice`, `.in_query`, and the reasons of
a form that does not parse.
"""

from __future__ import annotations

from assay.decision import Allowed, Refused, refuse
from assay.formats.form import first_repeated, parse_form, single
from assay.formats.raw_request import RawRequest
from assay.reasons import access_token as reasons
from assay.server.endpoints.client_form import is_form

_WITHOUT_CREDENTIALS = frozenset((reasons.MISSING, reasons.SCHEME_UNSUPPORTED))


def find_access_token(request: RawRequest, *, in_body: bool = False) -> Allowed[str] | Refused:
    """The token, as it was sent. `in_body` allows it in the form of a POST too (RFC 6750 section 2.2)."""
    if request.query:
        query = parse_form(request.query)
        if isinstance(query, Refused):
            return query
        if "access_token" in query.value:
            return refuse(reasons.IN_QUERY)
    found = _in_header(request)
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


def gave_credentials(refused: Refused) -> bool:
    """Whether the caller has shown a token at all; if not, the challenge has no error code (RFC 6750 section 3.1)."""
    return refused.reason not in _WITHOUT_CREDENTIALS


def _in_header(request: RawRequest) -> Allowed[str] | Refused:
    values = request.header_values(b"authorization")
    if not values:
        return refuse(reasons.MISSING)
    if len(values) > 1:
        return refuse(reasons.HEADER_MALFORMED, defect="there are two Authorization headers")
    scheme, _, token = values[0].decode("latin-1").strip(" \t").partition(" ")
    if scheme.lower() != "bearer":
        return refuse(reasons.SCHEME_UNSUPPORTED, scheme=scheme[:32])
    token = token.strip(" ")
    if not token:
        return refuse(reasons.HEADER_MALFORMED, defect="no token follows")
    return Allowed(token)

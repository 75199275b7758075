"""`client_secret_basic`: credentials in the Authorization header (RFC 6749 section 2.3.1).

Reasons: `client.basic_malformed`, `client.scheme_unsupported`, `client.several_methods`, and those of `secrets`.
"""

from __future__ import annotations

from assay.decision import Refused, refuse
from assay.formats.basic_credentials import parse_basic
from assay.formats.form import Form
from assay.formats.raw_request import RawRequest
from assay.reasons import client as reasons
from assay.server.client_authentication.method import Method, Presented
from assay.server.client_authentication.secrets import prove_by_secret

NAME = "client_secret_basic"
_SCHEMES = ("Bearer", "DPoP", "Digest", "Negotiate", "NTLM", "AWS4-HMAC-SHA256")


def find(request: RawRequest, _form: Form) -> Presented | Refused | None:
    """The credentials of the one Authorization header, which must have the scheme Basic."""
    headers = request.header_values(b"authorization")
    if not headers:
        return None
    if len(headers) > 1:
        return refuse(reasons.SEVERAL_METHODS, methods=(NAME,) * len(headers))
    scheme, _, credentials = headers[0].strip().partition(b" ")
    if scheme.lower() != b"basic":
        return refuse(reasons.SCHEME_UNSUPPORTED, scheme=_named(scheme))
    parsed = parse_basic(credentials)
    if isinstance(parsed, Refused):
        return parsed
    basic = parsed.value
    return Presented(NAME, basic.client_id, basic.secret, basic.unencoded)


def _named(scheme: bytes) -> str:
    # Only well-known names are kept: where the scheme was forgotten, the first word is the credential itself.
    for known in _SCHEMES:
        if scheme.lower() == known.lower().encode():
            return known
    return "(not a known scheme)"


METHOD = Method(NAME, find, prove_by_secret)

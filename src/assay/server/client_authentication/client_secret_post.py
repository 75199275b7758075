"""`client_secret_post`: client_id and client_secret in the body (RFC 6749 section 2.3.1).

Reasons: `request.parameter_missing`, and those of `secrets`.
"""

from __future__ import annotations

from assay.decision import Refused, refuse
from assay.formats.form import Form, single
from assay.formats.raw_request import RawRequest
from assay.reasons.request import PARAMETER_MISSING
from assay.server.client_authentication.method import Method, Presented
from assay.server.client_authentication.secrets import prove_by_secret

NAME = "client_secret_post"


def find(request: RawRequest, form: Form) -> Presented | Refused | None:
    """The secret in the body. Without a client_id beside it, it belongs to nobody."""
    secret = single(form, "client_secret")
    if secret is None:
        return None
    client_id = single(form, "client_id")
    if client_id is None and request.header(b"authorization") is None:
        return refuse(PARAMETER_MISSING, parameter="client_id")
    return Presented(NAME, client_id or "", secret)


METHOD = Method(NAME, find, prove_by_secret)

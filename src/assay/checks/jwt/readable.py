"""Decides whether the parts of a token can be read without doubt (RFC 7519 section 7.2, RFC 8725 sections 3.2 and 3.7).

Gives the reasons `token.*` of form, of base64url and of JSON, as they were found when the token was read.
"""

from __future__ import annotations

from typing import Any

from assay.checks.jwt.expectations import JwtCheck
from assay.decision import Passed, Refused
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt


def _form(jwt: Jwt, _context: object) -> Passed | Refused:
    return jwt.defects.get("form", PASSED)


def _header(jwt: Jwt, _context: object) -> Passed | Refused:
    return jwt.defects.get("header", PASSED)


def _payload(jwt: Jwt, _context: object) -> Passed | Refused:
    return jwt.defects.get("payload", PASSED)


def _signature(jwt: Jwt, _context: object) -> Passed | Refused:
    return jwt.defects.get("signature", PASSED)


FORM: JwtCheck[Any] = JwtCheck("compact_form", _form, reads="form")
HEADER: JwtCheck[Any] = JwtCheck("header_readable", _header, reads="form")
PAYLOAD: JwtCheck[Any] = JwtCheck("payload_readable", _payload, reads="form")
SIGNATURE: JwtCheck[Any] = JwtCheck("signature_readable", _signature, reads="form")

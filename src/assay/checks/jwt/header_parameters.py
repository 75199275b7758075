"""Decides whether the header's parameters have the form that RFC 7515 section 4.1 gives them.

Gives `token.header_parameter_malformed`, `token.critical_malformed`, `token.critical_not_understood`,
`token.payload_not_encoded`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.checks.jwt.expectations import JwtCheck
from assay.checks.jwt.words import kind_of
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.reasons import token as reasons

MAX_KID_BYTES = 256
_TEXTS = ("kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256")
_REGISTERED = frozenset(
    (
        "alg",
        "jku",
        "jwk",
        "kid",
        "x5u",
        "x5c",
        "x5t",
        "x5t#S256",
        "typ",
        "cty",
        "crit",
        "enc",
        "zip",
        "epk",
        "apu",
        "apv",
    )
)


def check_header_parameters(jwt: Jwt, _context: object) -> Passed | Refused:
    """Whether parameters that are there have the right type; whether any use is made of them is asked elsewhere."""
    refused = type_refusal(jwt.header)
    return PASSED if refused is None else refused


def type_refusal(header: Mapping[str, Any]) -> Refused | None:
    """The refusal of a parameter of the wrong type, None when there is none (also RFC 7516 section 4.1)."""
    for name in _TEXTS:
        value = header.get(name, "")
        if not isinstance(value, str):
            return refuse(reasons.HEADER_PARAMETER_MALFORMED, parameter=name, found=kind_of(value), expected="a string")
    if len(header.get("kid", "").encode()) > MAX_KID_BYTES:
        return refuse(
            reasons.HEADER_PARAMETER_MALFORMED,
            parameter="kid",
            found="a string of many characters",
            expected=f"a string of at most {MAX_KID_BYTES} bytes",
        )
    return None


def check_critical(jwt: Jwt, _context: object) -> Passed | Refused | NotApplicable:
    """Whether the token demands an extension. None is understood, so every well-formed demand is refused as well."""
    if "b64" in jwt.header:  # RFC 7797 section 7: not for JWTs, whatever its value
        return refuse(reasons.PAYLOAD_NOT_ENCODED)
    refused = critical_refusal(jwt.header)
    return NotApplicable("the header has no crit") if refused is None else refused


def critical_refusal(header: Mapping[str, Any]) -> Refused | None:
    """The refusal of every crit, None when there is none (RFC 7515 section 4.1.11, RFC 7516 section 4.1.13)."""
    if "crit" not in header:
        return None
    names = header["crit"]
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        return refuse(reasons.CRITICAL_MALFORMED, defect="it is not a non-empty list of strings")
    for name in names:
        if name in _REGISTERED:
            return refuse(reasons.CRITICAL_MALFORMED, defect="it names a parameter of the standard itself")
        if name not in header:
            return refuse(reasons.CRITICAL_MALFORMED, defect="it names a parameter that the header does not have")
    if len(set(names)) != len(names):
        return refuse(reasons.CRITICAL_MALFORMED, defect="it names a parameter twice")
    return refuse(reasons.CRITICAL_NOT_UNDERSTOOD, names=tuple(names))


HEADER_PARAMETERS: JwtCheck[Any] = JwtCheck("header_parameters", check_header_parameters, reads="header")
CRITICAL: JwtCheck[Any] = JwtCheck("critical", check_critical, conditional=True, reads="header")

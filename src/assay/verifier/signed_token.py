"""One run of a family's checks over a signed token, to the first refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.decision import Allowed, Refused, first_refusal
from assay.formats.jose.jwt import Jwt


def verify_jwt(jwt: Jwt, checks: Sequence[JwtCheck[Any]], context: JwtContext) -> Allowed[Jwt] | Refused:
    """The token itself when every check passes, else the first refusal with its trace.

    For kinds of tokens that have no verifier of their own; `checks` is a family's `CHECKS`.
    """
    refused = first_refusal(checks, jwt, context)
    return Allowed(jwt) if refused is None else refused

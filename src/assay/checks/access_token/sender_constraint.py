"""Decides whether a token that is bound to a key comes with the proof of that key (RFC 7800 section 3.1, RFC 9449).

No proof is understood yet, so every token with a cnf is refused. Gives `sender_constraint.proof_missing`.
"""

from __future__ import annotations

from typing import Any

from assay.checks.jwt.expectations import JwtCheck
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.formats.jose.jwt import Jwt
from assay.reasons import sender_constraint as reasons


def check_sender_constraint(jwt: Jwt, _context: object) -> Passed | Refused | NotApplicable:
    """Whether the token may be shown by its bearer alone."""
    if "cnf" not in jwt.claims:
        return _BEARER
    confirmation = jwt.claims["cnf"]
    methods = tuple(confirmation) if isinstance(confirmation, dict) else ()
    return refuse(reasons.PROOF_MISSING, methods=methods)


_BEARER = NotApplicable("the token has no cnf")

SENDER_CONSTRAINT: JwtCheck[Any] = JwtCheck("sender_constraint", check_sender_constraint, conditional=True)

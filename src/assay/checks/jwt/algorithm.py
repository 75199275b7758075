"""Decides whether the header's algorithm is one that the verifier accepts, compared exactly (RFC 8725 sections 3.1, 3.2).

Gives `token.algorithm_missing`, `token.algorithm_none`, `token.algorithm_not_offered`, `token.algorithm_not_allowed`.
"""

from __future__ import annotations

from assay.checks.jwt.expectations import JwtCheck, JwtContext
from assay.decision import NotApplicable, Passed, Refused, refuse
from assay.decision.outcome import PASSED
from assay.formats.jose.jwt import Jwt
from assay.primitives.signature_algorithms import ALGORITHMS
from assay.reasons import token as reasons


def check_algorithm(jwt: Jwt, context: JwtContext) -> Passed | Refused | NotApplicable:
    """Whether `alg` is offered and allowed."""
    algorithm = jwt.header.get("alg")
    if not isinstance(algorithm, str) or not algorithm.strip():
        return refuse(reasons.ALGORITHM_MISSING)
    if algorithm.strip().lower() == "none":
        return refuse(reasons.ALGORITHM_NONE, algorithm=algorithm)
    if algorithm not in ALGORITHMS:
        return refuse(reasons.ALGORITHM_NOT_OFFERED, algorithm=algorithm)
    allowed = context.expected.algorithms
    if allowed is None:
        return NotApplicable("it is not known which algorithms are accepted")
    if algorithm not in allowed:
        return refuse(reasons.ALGORITHM_NOT_ALLOWED, algorithm=algorithm, allowed=allowed)
    return PASSED


ALGORITHM: JwtCheck[JwtContext] = JwtCheck("algorithm", check_algorithm, reads="header")

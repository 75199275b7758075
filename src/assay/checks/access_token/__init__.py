"""The checks of an access token, in the order in which they are asked (RFC 9068 section 4, RFC 8725)."""

from typing import Any

from assay.checks.access_token.claims import CLAIMS
from assay.checks.access_token.sender_constraint import SENDER_CONSTRAINT
from assay.checks.access_token.status import STATUS
from assay.checks.jwt.audience import AUDIENCE
from assay.checks.jwt.envelope import HEADER, PROOF, READING
from assay.checks.jwt.expectations import JwtCheck
from assay.checks.jwt.issuer import ISSUER
from assay.checks.jwt.times import EXPIRY, ISSUED_AT, NOT_BEFORE
from assay.checks.jwt.type import TYPE

CHECKS: tuple[JwtCheck[Any], ...] = (
    *READING,
    *HEADER,
    TYPE,
    *PROOF,
    ISSUER,
    AUDIENCE,
    EXPIRY,
    NOT_BEFORE,
    ISSUED_AT,
    CLAIMS,
    SENDER_CONSTRAINT,
    STATUS,
)

TYPES = frozenset(("at+jwt",))
"""The typ of RFC 9068 section 2.1."""

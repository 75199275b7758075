"""The checks of what an issuer says of an opaque access token (RFC 7662 section 2.2), in the order in which they are asked.

They run on every answer, and again on every answer that was kept.
"""

from typing import Any

from assay.checks.access_token.claims import CLAIMS
from assay.checks.access_token.sender_constraint import SENDER_CONSTRAINT
from assay.checks.introspection_response.state import ACTIVE, EXPIRY_IF_TOLD, ISSUER_IF_TOLD
from assay.checks.jwt.audience import AUDIENCE
from assay.checks.jwt.expectations import JwtCheck
from assay.checks.jwt.times import ISSUED_AT, NOT_BEFORE

CHECKS: tuple[JwtCheck[Any], ...] = (
    ACTIVE,
    ISSUER_IF_TOLD,
    AUDIENCE,
    EXPIRY_IF_TOLD,
    NOT_BEFORE,
    ISSUED_AT,
    CLAIMS,
    SENDER_CONSTRAINT,
)

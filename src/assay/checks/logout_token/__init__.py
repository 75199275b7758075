"""The checks of a logout token, in the order in which they are asked. That its jti counts once is for storage to settle."""

from typing import Any

from assay.checks.jwt.audience import AUDIENCE
from assay.checks.jwt.envelope import HEADER, PROOF, READING
from assay.checks.jwt.expectations import JwtCheck
from assay.checks.jwt.issuer import ISSUER
from assay.checks.jwt.times import EXPIRY, ISSUED_AT, NOT_BEFORE
from assay.checks.jwt.type import TYPE
from assay.checks.logout_token.claims import EVENT, NO_NONCE, WHOSE_SESSION

TYPES = frozenset(("logout+jwt", "jwt", ""))
"""`logout+jwt` is recommended and often left out (Back-Channel Logout section 2.4); the event tells the kind as well."""

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
    EVENT,
    NO_NONCE,
    WHOSE_SESSION,
)

"""The checks of a client assertion, in the order in which they are asked. That it counts once is for storage to settle."""

from typing import Any

from assay.checks.client_assertion.claims import IDENTIFIER, LIFETIME, SUBJECT
from assay.checks.client_assertion.expectations import (
    ClientAssertionContext,
    ClientAssertionExpectations,
    client_assertion_expectations,
)
from assay.checks.jwt.audience import AUDIENCE, EXCLUSIVE_AUDIENCE
from assay.checks.jwt.envelope import HEADER, PROOF, READING
from assay.checks.jwt.expectations import JwtCheck
from assay.checks.jwt.issuer import ISSUER
from assay.checks.jwt.times import EXPIRY, ISSUED_AT, NOT_BEFORE
from assay.checks.jwt.type import TYPE

__all__ = ["CHECKS", "ClientAssertionContext", "ClientAssertionExpectations", "client_assertion_expectations"]

CHECKS: tuple[JwtCheck[Any], ...] = (
    *READING,
    *HEADER,
    TYPE,
    *PROOF,
    ISSUER,
    SUBJECT,
    AUDIENCE,
    EXCLUSIVE_AUDIENCE,
    EXPIRY,
    NOT_BEFORE,
    ISSUED_AT,
    LIFETIME,
    IDENTIFIER,
)

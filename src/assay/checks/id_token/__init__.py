"""The checks of an ID token, in the order in which they are asked (OpenID Connect Core 1.0 section 3.1.3.7)."""

from typing import Any

from assay.checks.id_token.authentication import AUTHENTICATION_AGE, AUTHENTICATION_CLASS
from assay.checks.id_token.authorized_party import AUTHORIZED_PARTY
from assay.checks.id_token.expectations import IdTokenContext, IdTokenExpectations
from assay.checks.id_token.hashes import ACCESS_TOKEN_HASH, CODE_HASH
from assay.checks.id_token.nonce import NONCE
from assay.checks.id_token.subject import NO_EVENT, SUBJECT
from assay.checks.jwt.audience import AUDIENCE, EXCLUSIVE_AUDIENCE
from assay.checks.jwt.envelope import HEADER, PROOF, READING
from assay.checks.jwt.expectations import JwtCheck
from assay.checks.jwt.issuer import ISSUER
from assay.checks.jwt.times import EXPIRY, ISSUED_AT, NOT_BEFORE
from assay.checks.jwt.type import TYPE

__all__ = ["CHECKS", "TYPES", "IdTokenContext", "IdTokenExpectations"]

TYPES = frozenset(("", "jwt"))
"""An ID token has no typ of its own (OpenID Connect Core section 2); any other one names another kind of token."""

CHECKS: tuple[JwtCheck[Any], ...] = (
    *READING,
    *HEADER,
    TYPE,
    *PROOF,
    ISSUER,
    AUDIENCE,
    EXCLUSIVE_AUDIENCE,
    AUTHORIZED_PARTY,
    EXPIRY,
    NOT_BEFORE,
    ISSUED_AT,
    SUBJECT,
    NO_EVENT,
    NONCE,
    AUTHENTICATION_AGE,
    AUTHENTICATION_CLASS,
    ACCESS_TOKEN_HASH,
    CODE_HASH,
)

"""The checks that every kind of signed token begins with, up to the signature, in their order."""

from __future__ import annotations

from typing import Any

from assay.checks.jwt import algorithm, header_parameters, key, readable, signature
from assay.checks.jwt.expectations import JwtCheck

READING: tuple[JwtCheck[Any], ...] = (readable.FORM, readable.HEADER, readable.PAYLOAD, readable.SIGNATURE)
HEADER: tuple[JwtCheck[Any], ...] = (
    header_parameters.HEADER_PARAMETERS,
    algorithm.ALGORITHM,
    header_parameters.CRITICAL,
)
PROOF: tuple[JwtCheck[Any], ...] = (key.KEY, signature.SIGNATURE)

JWS_CHECKS = (*READING, *HEADER, *PROOF)
"""For a signed payload of any kind: no claims, no typ."""

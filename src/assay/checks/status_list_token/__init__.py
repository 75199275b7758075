"""The checks of a status list token, in the order in which they are asked (draft-ietf-oauth-status-list section 8.3)."""

from typing import Any

from assay.checks.jwt.envelope import HEADER, PROOF, READING
from assay.checks.jwt.expectations import JwtCheck
from assay.checks.jwt.times import EXPIRY, ISSUED_AT
from assay.checks.jwt.type import TYPE
from assay.checks.status_list_token.claims import LIST, LIVES, SUBJECT

TYPES = frozenset(("statuslist+jwt",))

CHECKS: tuple[JwtCheck[Any], ...] = (*READING, *HEADER, TYPE, *PROOF, EXPIRY, ISSUED_AT, SUBJECT, LIVES, LIST)

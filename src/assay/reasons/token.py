"""Reasons why a token (access, ID, logout token, assertion as a JWT) is refused."""

from __future__ import annotations

from assay.reasons.reason import Reason

REASONS: tuple[Reason, ...] = ()

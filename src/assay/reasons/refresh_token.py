"""Reasons why a refresh token is refused."""

from __future__ import annotations

from assay.reasons.reason import Reason

REASONS: tuple[Reason, ...] = ()

"""Reasons why an authorization code is refused at the token endpoint."""

from __future__ import annotations

from assay.reasons.reason import Reason

REASONS: tuple[Reason, ...] = ()

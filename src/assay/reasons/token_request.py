"""Reasons why a token request is refused whatever the grant."""

from __future__ import annotations

from assay.reasons.reason import Reason

REASONS: tuple[Reason, ...] = ()

"""Reasons why a client is refused: authentication, registration limits."""

from __future__ import annotations

from assay.reasons.reason import Reason

REASONS: tuple[Reason, ...] = ()

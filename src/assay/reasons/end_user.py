"""Reasons why an end-user is not signed in."""

from __future__ import annotations

from assay.reasons.reason import Reason

REASONS: tuple[Reason, ...] = ()

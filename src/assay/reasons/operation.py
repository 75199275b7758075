"""Reasons from running the server: overload, storage, limits, settings."""

from __future__ import annotations

from assay.reasons.reason import Reason

REASONS: tuple[Reason, ...] = ()

"""Reasons about end-user sessions and the pages that stand on them."""

from __future__ import annotations

from assay.reasons.reason import Reason

REASONS: tuple[Reason, ...] = ()

"""Marks the request that is being answered, for a store that looks once per request whether anything has changed."""

from __future__ import annotations

from contextvars import ContextVar

LOOKED: ContextVar[set[object] | None] = ContextVar("looked", default=None)
"""Who has looked since this request began; a new set for each request, None outside of any: then each call looks."""

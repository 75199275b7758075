"""How long rows are kept that no decision needs any more. Setting these changes what is explained, never what is allowed."""

from __future__ import annotations

from dataclasses import dataclass

_HOUR = 3_600
_DAY = 24 * _HOUR


@dataclass(frozen=True, slots=True)
class Retention:
    """Seconds after which a purge takes a row, counted from its expiry (records and events: from when they were made).

    An expired refresh token family stays for a while, so that its holder is told "expired" and not "unknown".
    Authorization codes, sessions, deny-list entries and remembered values carry their own time and need none here.
    """

    abandoned_authorization_requests: int = _HOUR
    expired_refresh_token_families: int = _DAY
    retired_signing_keys: int = 30 * _DAY
    refusal_records: int = 30 * _DAY
    max_refusal_records: int = 100_000
    events: int = 365 * _DAY
    abandoned_messages: int = 14 * _DAY

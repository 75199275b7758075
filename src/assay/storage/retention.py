"""How long rows are kept that no decision needs any more. Setting these changes what is explained, never what is allowed."""

from __future__ import annotations

from collections.abc import Callable
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


def _not_at_all(_retention: Retention) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Expiring:
    """A table whose rows a purge takes by their `expiry`, after the seconds for which they are `kept` beyond it."""

    table: str
    key: str
    expiry: str
    kept: Callable[[Retention], int] = _not_at_all


EXPIRING = (
    Expiring("authorization_codes", "code_hash", "remember_until"),
    Expiring("authorization_requests", "handle_hash", "expires_at", lambda keep: keep.abandoned_authorization_requests),
    Expiring(
        "device_authorizations", "device_code_hash", "expires_at", lambda keep: keep.abandoned_authorization_requests
    ),
    Expiring("end_user_sessions", "session_id", "expires_at"),
    Expiring("refresh_token_families", "family_id", "expires_at", lambda keep: keep.expired_refresh_token_families),
    Expiring("revoked_grants", "grant_id", "expires_at"),
    Expiring("denied_access_tokens", "jti", "expires_at"),
    Expiring("one_time_values", "kind, value", "expires_at"),
    Expiring("known_devices", "device_id", "expires_at"),
    Expiring("email_links", "token_hash", "expires_at"),
    Expiring("attempt_budgets", "key_hash", "at_rest"),
    Expiring("signing_keys", "kid", "retires_at", lambda keep: keep.retired_signing_keys),
    Expiring("outgoing_messages", "message_id", "abandoned_at", lambda keep: keep.abandoned_messages),
)
"""What the backends with tables purge, in this order. Records, events and status blocks have rules of their own beside."""

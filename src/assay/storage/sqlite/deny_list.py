"""The tables `revoked_grants`, `denied_access_tokens` and `one_time_values`: what must be remembered until it expires."""

from __future__ import annotations

import sqlite3

from assay.model.effects import DenyAccessToken, RememberOnce, RevokeGrant
from assay.storage.sqlite.refresh_tokens import revoke_families_of_grant

# Of two entries the first reason stands and the later end counts.
_REVOKE_GRANT = """
INSERT INTO revoked_grants (issuer_id, grant_id, because, expires_at) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET expires_at = max(expires_at, excluded.expires_at)
"""
_DENY = """
INSERT INTO denied_access_tokens (issuer_id, jti, because, expires_at) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET expires_at = max(expires_at, excluded.expires_at)
"""
_REMEMBER = """
INSERT INTO one_time_values (issuer_id, kind, value, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
"""


def revoke_grant(connection: sqlite3.Connection, issuer_id: str, effect: RevokeGrant) -> bool:
    """Apply the effect; never a conflict. What was revoked before keeps its time and its reason."""
    revoke_families_of_grant(connection, issuer_id, effect.grant_id, effect.at, effect.because)
    connection.execute(_REVOKE_GRANT, (issuer_id, effect.grant_id, effect.because, effect.until))
    return True


def deny_access_token(connection: sqlite3.Connection, issuer_id: str, effect: DenyAccessToken) -> bool:
    """Apply the effect; never a conflict."""
    connection.execute(_DENY, (issuer_id, effect.jti, effect.because, effect.until))
    return True


def remember_once(connection: sqlite3.Connection, issuer_id: str, effect: RememberOnce) -> bool:
    """Apply the effect, unless the value is remembered."""
    return connection.execute(_REMEMBER, (issuer_id, effect.kind, effect.key, effect.until)).rowcount == 1

"""Revokes all that an end-user's approvals have bought a client, or all clients, found in three tables."""

from __future__ import annotations

import sqlite3

from assay.model.effects import RevokeGrantsOf

_FAMILIES = """
UPDATE refresh_token_families SET revoked_at = ?1, revoked_because = ?2
WHERE issuer_id = ?3 AND subject = ?4 AND (?5 IS NULL OR client_id = ?5) AND revoked_at IS NULL
"""
# Not every grant has a refresh token, so its code tells of it: that is remembered for longer than access tokens live.
_GRANTS = """
INSERT INTO revoked_grants (issuer_id, grant_id, because, expires_at)
SELECT ?1, grant_id, ?4, ?5 FROM (
    SELECT grant_id FROM refresh_token_families WHERE issuer_id = ?1 AND subject = ?2 AND (?3 IS NULL OR client_id = ?3)
    UNION SELECT grant_id FROM authorization_codes WHERE issuer_id = ?1 AND subject = ?2 AND (?3 IS NULL OR client_id = ?3)
    UNION SELECT grant_id FROM device_authorizations WHERE issuer_id = ?1 AND subject = ?2 AND (?3 IS NULL OR client_id = ?3)
) WHERE true
ON CONFLICT DO UPDATE SET expires_at = max(expires_at, excluded.expires_at)
"""


def revoke_grants_of(connection: sqlite3.Connection, issuer_id: str, effect: RevokeGrantsOf) -> bool:
    """Apply the effect; never a conflict. What was revoked before keeps its time and its reason."""
    whose = (effect.subject, effect.client_id)
    connection.execute(_FAMILIES, (effect.at, effect.because, issuer_id, *whose))
    connection.execute(_GRANTS, (issuer_id, *whose, effect.because, effect.until))
    return True

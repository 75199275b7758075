"""The tables `revoked_grants`, `denied_access_tokens` and `one_time_values`: what must be remembered until it expires."""

from __future__ import annotations

from assay.storage.postgresql.locks import (
    CODES_OF_END_USER,
    DEVICES_OF_END_USER,
    FAMILIES_OF_END_USER,
    FAMILIES_OF_GRANT,
)
from assay.storage.postgresql.steps import Step

# Of two entries the first reason stands and the later end counts. What was revoked before keeps its time and its reason.
REVOKE_GRANT = Step(
    """
    UPDATE refresh_token_families SET revoked_at = :at::bigint, revoked_because = :because::text
    WHERE issuer_id = :issuer AND grant_id = :grant_id::text AND revoked_at IS NULL;
    INSERT INTO revoked_grants AS held (issuer_id, grant_id, because, expires_at)
    VALUES (:issuer, :grant_id::text, :because::text, :until::bigint)
    ON CONFLICT (issuer_id, grant_id) DO UPDATE SET expires_at = greatest(held.expires_at, excluded.expires_at)
    """,
    locks=((FAMILIES_OF_GRANT, "grant_id"),),
)
# Not every grant has a refresh token, so its code tells of it: that is remembered for longer than access tokens live.
# What is being redeemed at this moment is waited for, so that the family it begins is seen below; a code that comes later
# finds its grant revoked (`refresh_tokens.py`).
REVOKE_GRANTS_OF = Step(
    """
    PERFORM 1 FROM authorization_codes
    WHERE issuer_id = :issuer AND subject = :subject::text AND redeemed_at IS NULL
    ORDER BY code_hash FOR NO KEY UPDATE;
    PERFORM 1 FROM device_authorizations
    WHERE issuer_id = :issuer AND subject = :subject::text AND redeemed_at IS NULL
    ORDER BY device_code_hash FOR NO KEY UPDATE;
    UPDATE refresh_token_families SET revoked_at = :at::bigint, revoked_because = :because::text
    WHERE issuer_id = :issuer AND subject = :subject::text
      AND (:client_id::text IS NULL OR client_id = :client_id::text) AND revoked_at IS NULL;
    INSERT INTO revoked_grants AS held (issuer_id, grant_id, because, expires_at)
    SELECT :issuer, found.grant_id, :because::text, :until::bigint FROM (
        SELECT grant_id FROM refresh_token_families
        WHERE issuer_id = :issuer AND subject = :subject::text
          AND (:client_id::text IS NULL OR client_id = :client_id::text)
        UNION SELECT grant_id FROM authorization_codes
        WHERE issuer_id = :issuer AND subject = :subject::text
          AND (:client_id::text IS NULL OR client_id = :client_id::text)
        UNION SELECT grant_id FROM device_authorizations
        WHERE issuer_id = :issuer AND subject = :subject::text
          AND (:client_id::text IS NULL OR client_id = :client_id::text)
    ) AS found ORDER BY found.grant_id
    ON CONFLICT (issuer_id, grant_id) DO UPDATE SET expires_at = greatest(held.expires_at, excluded.expires_at)
    """,
    locks=((CODES_OF_END_USER, "subject"), (DEVICES_OF_END_USER, "subject"), (FAMILIES_OF_END_USER, "subject")),
)
DENY_ACCESS_TOKEN = Step(
    """
    INSERT INTO denied_access_tokens AS held (issuer_id, jti, because, expires_at)
    VALUES (:issuer, :jti::text, :because::text, :until::bigint)
    ON CONFLICT (issuer_id, jti) DO UPDATE SET expires_at = greatest(held.expires_at, excluded.expires_at)
    """
)
REMEMBER_ONCE = Step(
    """
    INSERT INTO one_time_values (issuer_id, kind, value, expires_at)
    VALUES (:issuer, :kind::text, :key::bytea, :until::bigint) ON CONFLICT DO NOTHING
    """,
    settles=True,
)

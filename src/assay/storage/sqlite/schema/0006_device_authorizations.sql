-- The user code stands in clear: it opens nothing, it leads whoever types it to the question (RFC 8628 section 3.3).
CREATE TABLE device_authorizations (
    issuer_id        TEXT    NOT NULL,
    device_code_hash BLOB    NOT NULL,
    user_code        TEXT    NOT NULL,
    client_id        TEXT    NOT NULL,
    scopes           TEXT    NOT NULL,
    resources        TEXT    NOT NULL,
    created_at       INTEGER NOT NULL,
    expires_at       INTEGER NOT NULL,
    interval         INTEGER NOT NULL,
    network          TEXT    NOT NULL,
    device           TEXT    NOT NULL,
    polled_at        INTEGER,
    decided_at       INTEGER,
    redeemed_at      INTEGER,
    subject          TEXT,
    session_id       TEXT,
    grant_id         TEXT,
    auth_time        INTEGER,
    amr              TEXT    NOT NULL,
    acr              TEXT,
    PRIMARY KEY (issuer_id, device_code_hash)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_user_code ON device_authorizations (issuer_id, user_code);
CREATE INDEX device_authorizations_by_expiry ON device_authorizations (issuer_id, expires_at, device_code_hash);
CREATE INDEX device_authorizations_by_subject ON device_authorizations (issuer_id, subject, client_id)
    WHERE subject IS NOT NULL;

-- What an end-user may look at and take back: consents, all that a client was granted, what happened.
CREATE INDEX consents_by_subject ON consents (issuer_id, subject, client_id);
CREATE INDEX refresh_token_families_by_subject ON refresh_token_families (issuer_id, subject, client_id);
CREATE INDEX authorization_codes_by_subject ON authorization_codes (issuer_id, subject, client_id);
CREATE INDEX events_by_subject ON events (issuer_id, subject, sequence) WHERE subject IS NOT NULL;

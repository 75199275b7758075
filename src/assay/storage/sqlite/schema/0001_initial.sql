-- Every key begins with the issuer. Times are epoch seconds. Lists and nested records are JSON text.
-- Nothing here opens a door: codes, sessions and handles are SHA-256, client secrets are salted SHA-256, passwords are
-- Argon2id, keys are sealed, refresh tokens are not stored at all.

CREATE TABLE clients (
    issuer_id                    TEXT    NOT NULL,
    client_id                    TEXT    NOT NULL,
    name                         TEXT    NOT NULL,
    token_endpoint_auth_method   TEXT    NOT NULL,
    grant_types                  TEXT    NOT NULL,
    redirect_uris                TEXT    NOT NULL,
    scopes                       TEXT    NOT NULL,
    resources                    TEXT    NOT NULL,
    secrets                      TEXT    NOT NULL,
    jwks                         TEXT,
    id_token_signed_response_alg TEXT    NOT NULL,
    post_logout_redirect_uris    TEXT    NOT NULL,
    pkce_required                INTEGER NOT NULL,
    first_party                  INTEGER NOT NULL,
    rotate_refresh_tokens        INTEGER NOT NULL,
    created_at                   INTEGER NOT NULL,
    disabled_at                  INTEGER,
    PRIMARY KEY (issuer_id, client_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE resources (
    issuer_id                TEXT    NOT NULL,
    identifier               TEXT    NOT NULL,
    scopes                   TEXT    NOT NULL,
    access_token_lifetime    INTEGER,
    access_token_signing_alg TEXT    NOT NULL,
    introspection_clients    TEXT    NOT NULL,
    is_default               INTEGER NOT NULL,
    created_at               INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, identifier)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_default_resource ON resources (issuer_id) WHERE is_default = 1;

CREATE TABLE signing_keys (
    issuer_id          TEXT    NOT NULL,
    kid                TEXT    NOT NULL,
    algorithm          TEXT    NOT NULL,
    public_jwk         TEXT    NOT NULL,
    sealed_private_key BLOB    NOT NULL,
    published_at       INTEGER NOT NULL,
    signs_from         INTEGER NOT NULL,
    retires_at         INTEGER,
    revoked_at         INTEGER,
    PRIMARY KEY (issuer_id, kid)
) STRICT, WITHOUT ROWID;

CREATE TABLE server_secrets (
    issuer_id  TEXT    NOT NULL,
    purpose    TEXT    NOT NULL,
    sealed     BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE end_users (
    issuer_id           TEXT    NOT NULL,
    subject             TEXT    NOT NULL,
    username            TEXT    NOT NULL,
    password_hash       TEXT,
    claims              TEXT    NOT NULL,
    created_at          INTEGER NOT NULL,
    password_changed_at INTEGER,
    disabled_at         INTEGER,
    PRIMARY KEY (issuer_id, subject)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_username ON end_users (issuer_id, username);

CREATE TABLE end_user_sessions (
    issuer_id        TEXT    NOT NULL,
    session_hash     BLOB    NOT NULL,
    session_id       TEXT    NOT NULL,
    subject          TEXT    NOT NULL,
    authenticated_at INTEGER NOT NULL,
    amr              TEXT    NOT NULL,
    expires_at       INTEGER NOT NULL,
    ended_at         INTEGER,
    PRIMARY KEY (issuer_id, session_hash)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_session_id ON end_user_sessions (issuer_id, session_id);
CREATE INDEX end_user_sessions_by_expiry ON end_user_sessions (issuer_id, expires_at);

CREATE TABLE consents (
    issuer_id  TEXT    NOT NULL,
    client_id  TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    scopes     TEXT    NOT NULL,
    resources  TEXT    NOT NULL,
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, client_id, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE authorization_requests (
    issuer_id          TEXT    NOT NULL,
    handle_hash        BLOB    NOT NULL,
    browser_hash       BLOB    NOT NULL,
    request            TEXT    NOT NULL,
    created_at         INTEGER NOT NULL,
    expires_at         INTEGER NOT NULL,
    session_id         TEXT,
    reauthenticated_at INTEGER,
    PRIMARY KEY (issuer_id, handle_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX authorization_requests_by_expiry ON authorization_requests (issuer_id, expires_at);

CREATE TABLE authorization_codes (
    issuer_id          TEXT    NOT NULL,
    code_hash          BLOB    NOT NULL,
    client_id          TEXT    NOT NULL,
    redirect_uri       TEXT    NOT NULL,
    redirect_uri_given INTEGER NOT NULL,
    subject            TEXT    NOT NULL,
    grant_id           TEXT    NOT NULL,
    scopes             TEXT    NOT NULL,
    resources          TEXT    NOT NULL,
    issued_at          INTEGER NOT NULL,
    expires_at         INTEGER NOT NULL,
    remember_until     INTEGER NOT NULL,
    auth_time          INTEGER NOT NULL,
    session_id         TEXT    NOT NULL,
    amr                TEXT    NOT NULL,
    acr                TEXT,
    nonce              TEXT,
    code_challenge     TEXT,
    redeemed_at        INTEGER,
    failed_verifiers   INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX authorization_codes_by_expiry ON authorization_codes (issuer_id, remember_until);

CREATE TABLE refresh_token_families (
    issuer_id       TEXT    NOT NULL,
    family_id       BLOB    NOT NULL,
    client_id       TEXT    NOT NULL,
    subject         TEXT    NOT NULL,
    grant_id        TEXT    NOT NULL,
    scopes          TEXT    NOT NULL,
    resources       TEXT    NOT NULL,
    issued_at       INTEGER NOT NULL,
    generation      INTEGER NOT NULL,
    rotated_at      INTEGER NOT NULL,
    idle_expires_at INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    auth_time       INTEGER NOT NULL,
    session_id      TEXT,
    amr             TEXT    NOT NULL,
    acr             TEXT,
    nonce           TEXT,
    revoked_at      INTEGER,
    revoked_because TEXT,
    PRIMARY KEY (issuer_id, family_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_token_families_by_grant ON refresh_token_families (issuer_id, grant_id);
CREATE INDEX refresh_token_families_by_session ON refresh_token_families (issuer_id, session_id)
    WHERE session_id IS NOT NULL;
CREATE INDEX refresh_token_families_by_expiry ON refresh_token_families (issuer_id, expires_at);

CREATE TABLE revoked_grants (
    issuer_id  TEXT    NOT NULL,
    grant_id   TEXT    NOT NULL,
    because    TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, grant_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX revoked_grants_by_expiry ON revoked_grants (issuer_id, expires_at);

CREATE TABLE denied_access_tokens (
    issuer_id  TEXT    NOT NULL,
    jti        TEXT    NOT NULL,
    because    TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, jti)
) STRICT, WITHOUT ROWID;

CREATE INDEX denied_access_tokens_by_expiry ON denied_access_tokens (issuer_id, expires_at);

CREATE TABLE one_time_values (
    issuer_id  TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    value      BLOB    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, kind, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX one_time_values_by_expiry ON one_time_values (issuer_id, expires_at);

CREATE TABLE events (
    issuer_id  TEXT    NOT NULL,
    sequence   INTEGER NOT NULL,
    type       TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    client_id  TEXT,
    subject    TEXT,
    grant_id   TEXT,
    reason     TEXT,
    refusal_id TEXT,
    detail     TEXT    NOT NULL,
    PRIMARY KEY (issuer_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE refusal_records (
    issuer_id         TEXT    NOT NULL,
    refusal_id        TEXT    NOT NULL,
    reason            TEXT    NOT NULL,
    at                REAL    NOT NULL,
    endpoint          TEXT    NOT NULL,
    client_id         TEXT,
    claimed_client_id TEXT,
    owner_id          TEXT,
    subject           TEXT,
    evidence          TEXT    NOT NULL,
    trace             TEXT    NOT NULL,
    request_id        TEXT,
    kid               TEXT,
    count             INTEGER NOT NULL,
    first_at          REAL,
    last_at           REAL,
    PRIMARY KEY (issuer_id, refusal_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX refusal_records_by_time ON refusal_records (issuer_id, at);

-- One row per issuer, written by the readiness probe: a store that can be read but not written is not ready.
CREATE TABLE readiness (
    issuer_id  TEXT    NOT NULL,
    written_at INTEGER NOT NULL,
    PRIMARY KEY (issuer_id)
) STRICT, WITHOUT ROWID;

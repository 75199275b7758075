-- expand
-- Every key begins with the issuer. Times are epoch seconds. Lists and nested records are JSON text (`text` and not `jsonb`,
-- which cannot hold every string that JSON can write). Keys are compared by their bytes.
-- Nothing here opens a door: codes, sessions and handles are SHA-256, client secrets are salted SHA-256, passwords are
-- Argon2id, keys are sealed, refresh tokens are not stored at all.

CREATE TABLE clients (
    issuer_id                    text COLLATE "C" NOT NULL,
    client_id                    text COLLATE "C" NOT NULL,
    name                         text NOT NULL,
    token_endpoint_auth_method   text NOT NULL,
    grant_types                  text NOT NULL,
    redirect_uris                text NOT NULL,
    scopes                       text NOT NULL,
    resources                    text NOT NULL,
    secrets                      text NOT NULL,
    jwks                         text,
    id_token_signed_response_alg text NOT NULL,
    post_logout_redirect_uris    text NOT NULL,
    pkce_required                boolean NOT NULL,
    first_party                  boolean NOT NULL,
    rotate_refresh_tokens        boolean NOT NULL,
    created_at                   bigint NOT NULL,
    disabled_at                  bigint,
    backchannel_logout_uri       text,
    backchannel_logout_session_required boolean NOT NULL,
    PRIMARY KEY (issuer_id, client_id)
);

CREATE TABLE resources (
    issuer_id                text COLLATE "C" NOT NULL,
    identifier               text COLLATE "C" NOT NULL,
    scopes                   text NOT NULL,
    access_token_lifetime    bigint,
    access_token_signing_alg text NOT NULL,
    introspection_clients    text NOT NULL,
    is_default               boolean NOT NULL,
    created_at               bigint NOT NULL,
    PRIMARY KEY (issuer_id, identifier)
);

CREATE UNIQUE INDEX one_default_resource ON resources (issuer_id) WHERE is_default;

CREATE TABLE signing_keys (
    issuer_id          text COLLATE "C" NOT NULL,
    kid                text COLLATE "C" NOT NULL,
    algorithm          text NOT NULL,
    public_jwk         text NOT NULL,
    sealed_private_key bytea NOT NULL,
    published_at       bigint NOT NULL,
    signs_from         bigint NOT NULL,
    retires_at         bigint,
    revoked_at         bigint,
    PRIMARY KEY (issuer_id, kid)
);

CREATE TABLE server_secrets (
    issuer_id  text COLLATE "C" NOT NULL,
    purpose    text COLLATE "C" NOT NULL,
    sealed     bytea NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (issuer_id, purpose)
);

-- Raised with every change of a client, a resource, a key or a secret: whoever keeps them parsed looks here first.
CREATE TABLE registry_epochs (
    issuer_id text COLLATE "C" NOT NULL PRIMARY KEY,
    epoch     bigint NOT NULL
);

CREATE TABLE end_users (
    issuer_id           text COLLATE "C" NOT NULL,
    subject             text COLLATE "C" NOT NULL,
    username            text COLLATE "C" NOT NULL,
    password_hash       text,
    claims              text NOT NULL,
    created_at          bigint NOT NULL,
    password_changed_at bigint,
    disabled_at         bigint,
    PRIMARY KEY (issuer_id, subject)
);

CREATE UNIQUE INDEX one_username ON end_users (issuer_id, username);

-- A session is found by its id, whatever its cookie is at the moment; beside the present cookie the one before is known.
CREATE TABLE end_user_sessions (
    issuer_id        text COLLATE "C" NOT NULL,
    session_id       text COLLATE "C" NOT NULL,
    session_hash     bytea NOT NULL,
    subject          text COLLATE "C" NOT NULL,
    authenticated_at bigint NOT NULL,
    proofs           text NOT NULL,
    expires_at       bigint NOT NULL,
    ended_at         bigint,
    complete         boolean NOT NULL,
    started_at       bigint NOT NULL,
    last_used_at     bigint NOT NULL,
    network          text NOT NULL,
    device           text NOT NULL,
    rotated_at       bigint NOT NULL,
    previous_hash    bytea,
    rotation_nonce   bytea,
    confirmed_at     bigint,
    PRIMARY KEY (issuer_id, session_id)
) WITH (fillfactor = 80);

CREATE UNIQUE INDEX one_session_hash ON end_user_sessions (issuer_id, session_hash);
CREATE UNIQUE INDEX one_previous_session_hash ON end_user_sessions (issuer_id, previous_hash)
    WHERE previous_hash IS NOT NULL;
CREATE INDEX end_user_sessions_by_expiry ON end_user_sessions (issuer_id, expires_at, session_id);
CREATE INDEX end_user_sessions_by_subject ON end_user_sessions (issuer_id, subject, started_at DESC, session_id)
    WHERE ended_at IS NULL;

-- Which clients must be told when the session ends.
CREATE TABLE session_clients (
    issuer_id  text COLLATE "C" NOT NULL,
    session_id text COLLATE "C" NOT NULL,
    client_id  text COLLATE "C" NOT NULL,
    PRIMARY KEY (issuer_id, session_id, client_id),
    FOREIGN KEY (issuer_id, session_id) REFERENCES end_user_sessions ON DELETE CASCADE
);

CREATE TABLE totp_credentials (
    issuer_id   text COLLATE "C" NOT NULL,
    subject     text COLLATE "C" NOT NULL,
    sealed_seed bytea NOT NULL,
    last_step   bigint NOT NULL,
    created_at  bigint NOT NULL,
    PRIMARY KEY (issuer_id, subject)
);

CREATE TABLE recovery_codes (
    issuer_id  text COLLATE "C" NOT NULL,
    subject    text COLLATE "C" NOT NULL,
    code_hash  bytea NOT NULL,
    created_at bigint NOT NULL,
    used_at    bigint,
    PRIMARY KEY (issuer_id, subject, code_hash)
);

CREATE TABLE known_devices (
    issuer_id     text COLLATE "C" NOT NULL,
    device_id     text COLLATE "C" NOT NULL,
    subject       text COLLATE "C" NOT NULL,
    token_hash    bytea NOT NULL,
    created_at    bigint NOT NULL,
    expires_at    bigint NOT NULL,
    trusted_until bigint NOT NULL,
    PRIMARY KEY (issuer_id, device_id)
);

CREATE INDEX known_devices_by_subject ON known_devices (issuer_id, subject);
CREATE INDEX known_devices_by_expiry ON known_devices (issuer_id, expires_at);

CREATE TABLE email_links (
    issuer_id  text COLLATE "C" NOT NULL,
    token_hash bytea NOT NULL,
    purpose    text NOT NULL,
    subject    text COLLATE "C" NOT NULL,
    email      text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (issuer_id, token_hash)
);

CREATE INDEX email_links_by_subject ON email_links (issuer_id, subject);
CREATE INDEX email_links_by_expiry ON email_links (issuer_id, expires_at);

-- WebAuthn credentials. A credential id belongs to one account alone, whoever registered it first.
CREATE TABLE passkeys (
    issuer_id       text COLLATE "C" NOT NULL,
    credential_id   bytea NOT NULL,
    subject         text COLLATE "C" NOT NULL,
    user_handle     bytea NOT NULL,
    public_key      bytea NOT NULL,
    sign_count      bigint NOT NULL,
    transports      text NOT NULL,
    backup_eligible boolean NOT NULL,
    backed_up       boolean NOT NULL,
    name            text NOT NULL,
    created_at      bigint NOT NULL,
    last_used_at    bigint,
    PRIMARY KEY (issuer_id, credential_id)
);

CREATE INDEX passkeys_of_end_user ON passkeys (issuer_id, subject, created_at, credential_id);

CREATE TABLE consents (
    issuer_id  text COLLATE "C" NOT NULL,
    client_id  text COLLATE "C" NOT NULL,
    subject    text COLLATE "C" NOT NULL,
    scopes     text NOT NULL,
    resources  text NOT NULL,
    granted_at bigint NOT NULL,
    PRIMARY KEY (issuer_id, client_id, subject)
);

CREATE TABLE authorization_requests (
    issuer_id          text COLLATE "C" NOT NULL,
    handle_hash        bytea NOT NULL,
    browser_hash       bytea NOT NULL,
    request            text NOT NULL,
    created_at         bigint NOT NULL,
    expires_at         bigint NOT NULL,
    session_id         text COLLATE "C",
    reauthenticated_at bigint,
    PRIMARY KEY (issuer_id, handle_hash)
);

CREATE INDEX authorization_requests_by_expiry ON authorization_requests (issuer_id, expires_at);

CREATE TABLE authorization_codes (
    issuer_id          text COLLATE "C" NOT NULL,
    code_hash          bytea NOT NULL,
    client_id          text COLLATE "C" NOT NULL,
    redirect_uri       text NOT NULL,
    redirect_uri_given boolean NOT NULL,
    subject            text COLLATE "C" NOT NULL,
    grant_id           text COLLATE "C" NOT NULL,
    scopes             text NOT NULL,
    resources          text NOT NULL,
    issued_at          bigint NOT NULL,
    expires_at         bigint NOT NULL,
    remember_until     bigint NOT NULL,
    auth_time          bigint NOT NULL,
    session_id         text COLLATE "C" NOT NULL,
    amr                text NOT NULL,
    acr                text,
    nonce              text,
    code_challenge     text,
    redeemed_at        bigint,
    failed_verifiers   bigint NOT NULL,
    PRIMARY KEY (issuer_id, code_hash)
);

CREATE INDEX authorization_codes_by_expiry ON authorization_codes (issuer_id, remember_until);

-- A rotation changes no indexed column, so with room on its page it needs no new entry in any index.
CREATE TABLE refresh_token_families (
    issuer_id       text COLLATE "C" NOT NULL,
    family_id       bytea NOT NULL,
    client_id       text COLLATE "C" NOT NULL,
    subject         text COLLATE "C" NOT NULL,
    grant_id        text COLLATE "C" NOT NULL,
    scopes          text NOT NULL,
    resources       text NOT NULL,
    issued_at       bigint NOT NULL,
    generation      bigint NOT NULL,
    rotated_at      bigint NOT NULL,
    idle_expires_at bigint NOT NULL,
    expires_at      bigint NOT NULL,
    auth_time       bigint NOT NULL,
    session_id      text COLLATE "C",
    amr             text NOT NULL,
    acr             text,
    nonce           text,
    revoked_at      bigint,
    revoked_because text,
    PRIMARY KEY (issuer_id, family_id)
) WITH (fillfactor = 80);

CREATE INDEX refresh_token_families_by_grant ON refresh_token_families (issuer_id, grant_id);
CREATE INDEX refresh_token_families_by_session ON refresh_token_families (issuer_id, session_id)
    WHERE session_id IS NOT NULL;
CREATE INDEX refresh_token_families_by_expiry ON refresh_token_families (issuer_id, expires_at);

CREATE TABLE revoked_grants (
    issuer_id  text COLLATE "C" NOT NULL,
    grant_id   text COLLATE "C" NOT NULL,
    because    text NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (issuer_id, grant_id)
);

CREATE INDEX revoked_grants_by_expiry ON revoked_grants (issuer_id, expires_at);

CREATE TABLE denied_access_tokens (
    issuer_id  text COLLATE "C" NOT NULL,
    jti        text COLLATE "C" NOT NULL,
    because    text NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (issuer_id, jti)
);

CREATE INDEX denied_access_tokens_by_expiry ON denied_access_tokens (issuer_id, expires_at);

CREATE TABLE one_time_values (
    issuer_id  text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    value      bytea NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (issuer_id, kind, value)
);

CREATE INDEX one_time_values_by_expiry ON one_time_values (issuer_id, expires_at);

CREATE TABLE outgoing_messages (
    issuer_id    text COLLATE "C" NOT NULL,
    message_id   text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    sealed       bytea NOT NULL,
    created_at   bigint NOT NULL,
    due_at       bigint NOT NULL,
    expires_at   bigint NOT NULL,
    attempts     bigint NOT NULL,
    abandoned_at bigint,
    defect       text,
    PRIMARY KEY (issuer_id, message_id)
);

CREATE INDEX outgoing_messages_by_time ON outgoing_messages (issuer_id, created_at DESC, message_id);
CREATE INDEX outgoing_messages_due ON outgoing_messages (issuer_id, kind, due_at, message_id)
    WHERE abandoned_at IS NULL;
CREATE INDEX outgoing_messages_abandoned ON outgoing_messages (issuer_id, abandoned_at)
    WHERE abandoned_at IS NOT NULL;

CREATE TABLE events (
    issuer_id  text COLLATE "C" NOT NULL,
    sequence   bigint NOT NULL,
    type       text NOT NULL,
    at         bigint NOT NULL,
    client_id  text COLLATE "C",
    subject    text COLLATE "C",
    grant_id   text COLLATE "C",
    reason     text,
    refusal_id text COLLATE "C",
    detail     text NOT NULL,
    PRIMARY KEY (issuer_id, sequence)
);

-- The number of the newest event. Whoever appends holds this row until its commit, so numbers come in commit order.
CREATE TABLE event_streams (
    issuer_id     text COLLATE "C" NOT NULL PRIMARY KEY,
    last_sequence bigint NOT NULL
);

CREATE TABLE refusal_records (
    issuer_id         text COLLATE "C" NOT NULL,
    refusal_id        text COLLATE "C" NOT NULL,
    reason            text NOT NULL,
    at                double precision NOT NULL,
    endpoint          text NOT NULL,
    client_id         text COLLATE "C",
    claimed_client_id text COLLATE "C",
    owner_id          text COLLATE "C",
    subject           text COLLATE "C",
    evidence          text NOT NULL,
    trace             text NOT NULL,
    request_id        text,
    kid               text,
    count             bigint NOT NULL,
    first_at          double precision,
    last_at           double precision,
    PRIMARY KEY (issuer_id, refusal_id)
);

CREATE INDEX refusal_records_by_time ON refusal_records (issuer_id, at);

-- One row per issuer, written by the readiness probe: a database that can be read but not written is not ready.
CREATE TABLE readiness (
    issuer_id  text COLLATE "C" NOT NULL PRIMARY KEY,
    written_at bigint NOT NULL
);

-- The user code stands in clear: it opens nothing, it leads whoever types it to the question (RFC 8628 section 3.3).
CREATE TABLE device_authorizations (
    issuer_id        text COLLATE "C" NOT NULL,
    device_code_hash bytea NOT NULL,
    user_code        text COLLATE "C" NOT NULL,
    client_id        text COLLATE "C" NOT NULL,
    scopes           text NOT NULL,
    resources        text NOT NULL,
    created_at       bigint NOT NULL,
    expires_at       bigint NOT NULL,
    interval         bigint NOT NULL,
    network          text NOT NULL,
    device           text NOT NULL,
    polled_at        bigint,
    decided_at       bigint,
    redeemed_at      bigint,
    subject          text COLLATE "C",
    session_id       text COLLATE "C",
    grant_id         text COLLATE "C",
    auth_time        bigint,
    amr              text NOT NULL,
    acr              text,
    PRIMARY KEY (issuer_id, device_code_hash)
);

CREATE UNIQUE INDEX one_user_code ON device_authorizations (issuer_id, user_code);
CREATE INDEX device_authorizations_by_expiry ON device_authorizations (issuer_id, expires_at);
CREATE INDEX device_authorizations_by_subject ON device_authorizations (issuer_id, subject, client_id)
    WHERE subject IS NOT NULL;

-- What an end-user may look at and take back: consents, all that a client was granted, what happened.
CREATE INDEX consents_by_subject ON consents (issuer_id, subject, client_id);
CREATE INDEX refresh_token_families_by_subject ON refresh_token_families (issuer_id, subject, client_id);
CREATE INDEX authorization_codes_by_subject ON authorization_codes (issuer_id, subject, client_id);
CREATE INDEX events_by_subject ON events (issuer_id, subject, sequence) WHERE subject IS NOT NULL;

-- What a session was proved with stands with the time of each proof, so that its worth is computed and never claimed.
ALTER TABLE end_user_sessions ADD COLUMN proofs TEXT NOT NULL DEFAULT '[]';
ALTER TABLE end_user_sessions ADD COLUMN complete INTEGER NOT NULL DEFAULT 1;
UPDATE end_user_sessions SET proofs = json_array(json_array('password', authenticated_at));
ALTER TABLE end_user_sessions DROP COLUMN amr;

CREATE TABLE totp_credentials (
    issuer_id   TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    sealed_seed BLOB    NOT NULL,
    last_step   INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
    issuer_id  TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    code_hash  BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    PRIMARY KEY (issuer_id, subject, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE known_devices (
    issuer_id     TEXT    NOT NULL,
    device_id     TEXT    NOT NULL,
    subject       TEXT    NOT NULL,
    token_hash    BLOB    NOT NULL,
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    trusted_until INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, device_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX known_devices_by_subject ON known_devices (issuer_id, subject);
CREATE INDEX known_devices_by_expiry ON known_devices (issuer_id, expires_at);

CREATE TABLE email_links (
    issuer_id  TEXT    NOT NULL,
    token_hash BLOB    NOT NULL,
    purpose    TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    email      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, token_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX email_links_by_subject ON email_links (issuer_id, subject);
CREATE INDEX email_links_by_expiry ON email_links (issuer_id, expires_at);

-- WebAuthn credentials. A credential id belongs to one account alone, whoever registered it first.

CREATE TABLE passkeys (
    issuer_id       TEXT    NOT NULL,
    credential_id   BLOB    NOT NULL,
    subject         TEXT    NOT NULL,
    user_handle     BLOB    NOT NULL,
    public_key      BLOB    NOT NULL,
    sign_count      INTEGER NOT NULL,
    transports      TEXT    NOT NULL,
    backup_eligible INTEGER NOT NULL,
    backed_up       INTEGER NOT NULL,
    name            TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    last_used_at    INTEGER,
    PRIMARY KEY (issuer_id, credential_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX passkeys_of_end_user ON passkeys (issuer_id, subject, created_at, credential_id);

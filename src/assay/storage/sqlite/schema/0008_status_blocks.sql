-- Indexes of status lists, reserved in blocks; the newest block is never purged, for the next one begins after it.

CREATE TABLE status_blocks (
    issuer_id  TEXT    NOT NULL,
    first      INTEGER NOT NULL,
    size       INTEGER NOT NULL,
    client_id  TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (issuer_id, first)
) STRICT, WITHOUT ROWID;

CREATE INDEX status_blocks_by_client ON status_blocks (issuer_id, client_id);
CREATE INDEX status_blocks_by_expiry ON status_blocks (issuer_id, expires_at);
CREATE INDEX refresh_token_families_revoked ON refresh_token_families (issuer_id, revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX disabled_end_users ON end_users (issuer_id, subject) WHERE disabled_at IS NOT NULL;

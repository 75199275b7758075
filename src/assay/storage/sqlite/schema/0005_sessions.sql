-- A session is found by its id, whatever its cookie is at the moment; beside the present cookie the one before is known,
-- for requests that were on their way. `session_clients` says which clients must be told when the session ends.

ALTER TABLE end_user_sessions RENAME TO end_user_sessions_before;
DROP INDEX one_session_id;
DROP INDEX end_user_sessions_by_expiry;

CREATE TABLE end_user_sessions (
    issuer_id        TEXT    NOT NULL,
    session_id       TEXT    NOT NULL,
    session_hash     BLOB    NOT NULL,
    subject          TEXT    NOT NULL,
    authenticated_at INTEGER NOT NULL,
    proofs           TEXT    NOT NULL,
    expires_at       INTEGER NOT NULL,
    ended_at         INTEGER,
    complete         INTEGER NOT NULL,
    started_at       INTEGER NOT NULL,
    last_used_at     INTEGER NOT NULL,
    network          TEXT    NOT NULL,
    device           TEXT    NOT NULL,
    rotated_at       INTEGER NOT NULL,
    previous_hash    BLOB,
    rotation_nonce   BLOB,
    confirmed_at     INTEGER,
    PRIMARY KEY (issuer_id, session_id)
) STRICT, WITHOUT ROWID;

INSERT INTO end_user_sessions
SELECT issuer_id, session_id, session_hash, subject, authenticated_at, proofs, expires_at, ended_at, complete,
    authenticated_at, authenticated_at, '', '', authenticated_at, NULL, NULL, NULL
FROM end_user_sessions_before;

DROP TABLE end_user_sessions_before;

CREATE UNIQUE INDEX one_session_hash ON end_user_sessions (issuer_id, session_hash);
CREATE UNIQUE INDEX one_previous_session_hash ON end_user_sessions (issuer_id, previous_hash)
    WHERE previous_hash IS NOT NULL;
CREATE INDEX end_user_sessions_by_expiry ON end_user_sessions (issuer_id, expires_at, session_id);
CREATE INDEX end_user_sessions_by_subject ON end_user_sessions (issuer_id, subject, started_at DESC, session_id)
    WHERE ended_at IS NULL;

CREATE TABLE session_clients (
    issuer_id  TEXT    NOT NULL,
    session_id TEXT    NOT NULL,
    client_id  TEXT    NOT NULL,
    PRIMARY KEY (issuer_id, session_id, client_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE clients ADD COLUMN backchannel_logout_uri TEXT;
ALTER TABLE clients ADD COLUMN backchannel_logout_session_required INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER forget_session_clients AFTER DELETE ON end_user_sessions
BEGIN
    DELETE FROM session_clients WHERE issuer_id = old.issuer_id AND session_id = old.session_id;
END;

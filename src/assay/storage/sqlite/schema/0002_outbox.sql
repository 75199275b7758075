-- Messages that must reach somebody outside: written with the change that they tell of, taken by one try at a time.
-- `attempts` counts the tries that began; each step of a try is conditional on it, so of two processes one goes on.

CREATE TABLE outgoing_messages (
    issuer_id    TEXT    NOT NULL,
    message_id   TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    sealed       BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    abandoned_at INTEGER,
    defect       TEXT,
    PRIMARY KEY (issuer_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outgoing_messages_by_time ON outgoing_messages (issuer_id, created_at DESC, message_id);
CREATE INDEX outgoing_messages_due ON outgoing_messages (issuer_id, kind, due_at, message_id)
    WHERE abandoned_at IS NULL;
CREATE INDEX outgoing_messages_abandoned ON outgoing_messages (issuer_id, abandoned_at)
    WHERE abandoned_at IS NOT NULL;

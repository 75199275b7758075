-- Guesses at passwords and codes, counted: when each budget will be at rest again, in seconds.

CREATE TABLE attempt_budgets (
    issuer_id TEXT NOT NULL,
    key_hash  BLOB NOT NULL,
    at_rest   REAL NOT NULL,
    PRIMARY KEY (issuer_id, key_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX attempt_budgets_by_rest ON attempt_budgets (issuer_id, at_rest);

-- expand
-- Guesses at passwords and codes, counted: when each budget will be at rest again, in seconds.

CREATE TABLE attempt_budgets (
    issuer_id text COLLATE "C" NOT NULL,
    key_hash  bytea NOT NULL,
    at_rest   double precision NOT NULL,
    PRIMARY KEY (issuer_id, key_hash)
);

CREATE INDEX attempt_budgets_by_rest ON attempt_budgets (issuer_id, at_rest);

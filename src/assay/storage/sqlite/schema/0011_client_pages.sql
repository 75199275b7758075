-- What a client tells people of itself (RFC 7591 section 2), and its picture, which we serve.
ALTER TABLE clients ADD COLUMN client_uri TEXT;
ALTER TABLE clients ADD COLUMN logo_uri TEXT;
ALTER TABLE clients ADD COLUMN policy_uri TEXT;
ALTER TABLE clients ADD COLUMN tos_uri TEXT;
ALTER TABLE clients ADD COLUMN contacts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE clients ADD COLUMN logo TEXT;

CREATE TABLE client_logos (
    issuer_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    name      TEXT NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (issuer_id, client_id)
) STRICT;

CREATE INDEX client_logos_by_name ON client_logos (issuer_id, name, client_id);

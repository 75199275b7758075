-- What a client tells people of itself (RFC 7591 section 2), and its picture, which we serve.
ALTER TABLE clients ADD COLUMN client_uri text;
ALTER TABLE clients ADD COLUMN logo_uri text;
ALTER TABLE clients ADD COLUMN policy_uri text;
ALTER TABLE clients ADD COLUMN tos_uri text;
ALTER TABLE clients ADD COLUMN contacts text NOT NULL DEFAULT '[]';
ALTER TABLE clients ADD COLUMN logo text COLLATE "C";

CREATE TABLE client_logos (
    issuer_id text COLLATE "C" NOT NULL,
    client_id text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    body      bytea NOT NULL,
    PRIMARY KEY (issuer_id, client_id)
);

CREATE INDEX client_logos_by_name ON client_logos (issuer_id, name, client_id);

-- Lists are read in parts, oldest first.
CREATE INDEX clients_by_age ON clients (issuer_id, created_at, client_id);
CREATE INDEX end_users_by_age ON end_users (issuer_id, created_at, subject);

-- What scopes allow at a resource, in words.
ALTER TABLE resources ADD COLUMN descriptions text NOT NULL DEFAULT '[]';

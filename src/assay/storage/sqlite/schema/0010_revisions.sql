-- How often a client or a resource was changed: whoever writes names the revision that they read.
ALTER TABLE clients ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE resources ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

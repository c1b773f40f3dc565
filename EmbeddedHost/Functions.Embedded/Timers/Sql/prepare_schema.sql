-- Two processes that start at once take turns: the lock is held to the end of the transaction.
SELECT pg_advisory_xact_lock(hashtextextended('functions_embedded.migrations', 0));
CREATE SCHEMA IF NOT EXISTS functions_embedded;
CREATE TABLE IF NOT EXISTS functions_embedded.migrations (
    version integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
);

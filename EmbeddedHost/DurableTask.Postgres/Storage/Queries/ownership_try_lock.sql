-- The same lock as ownership_lock, without waiting.
SELECT pg_try_advisory_lock(hashtextextended('durable task hub ' || current_schema(), 0))

-- Waits until this connection holds the hub: at once when nobody does, else when the owner's connection ends.
SELECT pg_advisory_lock(hashtextextended('durable task hub ' || current_schema(), 0))

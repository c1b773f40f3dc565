-- One process of an application runs its timers; the lock lives as long as the connection.
SELECT pg_try_advisory_lock(hashtextextended('functions_embedded.timers.' || $1, 0));

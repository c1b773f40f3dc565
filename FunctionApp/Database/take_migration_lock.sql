SELECT pg_advisory_xact_lock(7071202600001);

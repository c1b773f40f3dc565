SELECT query, calls, mean_exec_time * 1000, wal_bytes / calls
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY calls DESC

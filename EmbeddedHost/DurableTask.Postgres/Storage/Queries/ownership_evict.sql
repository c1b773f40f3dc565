-- Ends the connection of an owner that has let its lease run out (a frozen process keeps its lock).
SELECT pg_terminate_backend(l.backend_pid)
FROM lease l JOIN pg_stat_activity a ON a.pid = l.backend_pid
WHERE l.valid_until < clock_timestamp() AND l.backend_pid <> pg_backend_pid()
    AND a.application_name = $1

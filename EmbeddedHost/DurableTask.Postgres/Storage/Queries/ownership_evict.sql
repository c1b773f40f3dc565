-- Ends the connection that keeps the hub from being taken although the lease has run out: the one of a frozen owner, or one that was
-- granted the lock and whose process does not know (it is frozen too, or its network is gone).
SELECT pg_terminate_backend(a.pid)
FROM lease l, pg_stat_activity a
WHERE l.valid_until < clock_timestamp() AND a.pid <> pg_backend_pid() AND a.application_name = $1
    AND (a.pid = l.backend_pid
        OR (a.state = 'idle' AND a.state_change < clock_timestamp() - interval '3 seconds' AND EXISTS (
            SELECT FROM pg_locks k
            WHERE k.pid = a.pid AND k.locktype = 'advisory' AND k.granted AND k.objsubid = 1
                AND k.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
                AND (k.classid::bigint << 32 | k.objid::bigint) = hashtextextended('durable task hub ' || current_schema(), 0))))

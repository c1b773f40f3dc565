WITH mine AS (
    UPDATE lease SET process_number = $1, backend_pid = pg_backend_pid(), valid_until = clock_timestamp() + $2 RETURNING 1
)
UPDATE ownership SET epoch = epoch + 1 FROM mine RETURNING epoch

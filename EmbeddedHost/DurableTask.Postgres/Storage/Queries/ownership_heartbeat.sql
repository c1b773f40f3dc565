-- Renews the lease and tells whether other processes use the hub; no row when the lease is somebody else's.
UPDATE lease SET valid_until = clock_timestamp() + $2 WHERE process_number = $1 AND backend_pid = pg_backend_pid()
RETURNING EXISTS (SELECT FROM members WHERE process_number <> $1 AND seen_at > clock_timestamp() - interval '10 seconds')

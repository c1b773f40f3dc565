-- $1 run. A commit that waits for the disk, and so for all commits before it; one that has written nothing would not.
UPDATE import_runs SET updated_at = clock_timestamp() WHERE run_id = $1;

UPDATE import_runs
SET cancel_requested_at = coalesce(cancel_requested_at, now()), updated_at = now()
WHERE run_id = @run_id AND finished_at IS NULL;

UPDATE import_runs
SET cancel_requested_at = coalesce(cancel_requested_at, now()), updated_at = now()
WHERE instance_id = @instance_id AND finished_at IS NULL
RETURNING run_id;

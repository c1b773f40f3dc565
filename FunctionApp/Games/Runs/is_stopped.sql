SELECT cancel_requested_at IS NOT NULL OR finished_at IS NOT NULL
FROM import_runs
WHERE run_id = @run_id;

-- The first ending counts; another one only reads the row.
UPDATE import_runs
SET status = @status,
    error_code = @error_code,
    error_message = @error_message,
    error_retryable = @error_retryable,
    finished_at = now(),
    updated_at = now()
WHERE run_id = @run_id AND finished_at IS NULL;

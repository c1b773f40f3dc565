-- The first ending counts; another one only reads the row.
UPDATE import_runs
SET status = @status,
    error_code = @error_code,
    error_message = @error_message,
    error_retryable = @error_retryable,
    finished_at = now(),
    updated_at = now()
WHERE run_id = @run_id AND finished_at IS NULL
RETURNING run_id, instance_id, status, game_limit, imported_games, duplicate_games, checked_games, skipped_games, total_games,
          skipped_reasons::text, error_code, error_message, error_retryable, created_at, started_at, updated_at, finished_at,
          filtered_games, filters::text;

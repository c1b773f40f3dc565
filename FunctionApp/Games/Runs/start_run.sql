UPDATE import_runs
SET status = 'importing', started_at = coalesce(started_at, now()), updated_at = now()
WHERE run_id = @run_id AND finished_at IS NULL AND cancel_requested_at IS NULL
RETURNING imported_games, duplicate_games, checked_games, skipped_games, filtered_games;

SELECT game_limit - imported_games
FROM import_runs
WHERE run_id = @run_id AND finished_at IS NULL AND cancel_requested_at IS NULL;

UPDATE import_runs
SET total_games = @total_games, updated_at = now()
WHERE run_id = @run_id AND finished_at IS NULL;

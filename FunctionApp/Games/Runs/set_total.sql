-- A plan that is made again finds less to do: what the run began with counts.
UPDATE import_runs
SET total_games = coalesce(total_games, @total_games), updated_at = now()
WHERE run_id = @run_id AND finished_at IS NULL
RETURNING total_games;

SELECT run_id, instance_id, status, game_limit, imported_games, duplicate_games, checked_games, skipped_games, total_games,
       skipped_reasons::text, error_code, error_message, error_retryable, created_at, started_at, updated_at, finished_at,
       filtered_games, filters::text
FROM import_runs
WHERE run_id = @run_id;

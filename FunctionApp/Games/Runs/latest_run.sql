SELECT run_id, instance_id, status, game_limit, imported_games, duplicate_games, checked_games, skipped_games, total_games,
       skipped_reasons::text, error_code, error_message, error_retryable, created_at, started_at, updated_at, finished_at,
       filtered_games, filters::text
FROM import_runs
WHERE user_id = @user_id AND platform = @platform
ORDER BY created_at DESC
LIMIT 1;

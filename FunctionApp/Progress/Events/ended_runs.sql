-- The next runs that ended outside of the snapshot @seen and inside of the snapshot @until, of all players or of one.
SELECT run_id, instance_id, status, game_limit, imported_games, duplicate_games, checked_games, skipped_games, total_games,
       skipped_reasons::text, error_code, error_message, error_retryable, created_at, started_at, updated_at, finished_at, user_id,
       platform, ended_in::text, filtered_games, filters::text
FROM import_runs
WHERE ended_in >= pg_snapshot_xmin(@seen::pg_snapshot) AND NOT pg_visible_in_snapshot(ended_in, @seen::pg_snapshot)
  AND pg_visible_in_snapshot(ended_in, @until::pg_snapshot)
  AND (ended_in, run_id) > (@after_ended_in::xid8, @after_run)
  AND (@user_id IS NULL OR (user_id = @user_id AND platform = @platform))
ORDER BY ended_in, run_id
LIMIT @max_rows;

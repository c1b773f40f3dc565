-- Every open run, and the runs that ended outside of the snapshot @seen (none when it is null). One statement, so that the rows are those
-- of the snapshot it gives. Transaction numbers that are yet to come are those of another cluster, from which the rows were restored.
SELECT r.run_id, r.instance_id, r.status, r.game_limit, r.imported_games, r.duplicate_games, r.checked_games,
       r.skipped_games, r.total_games, r.skipped_reasons::text, r.error_code, r.error_message, r.error_retryable, r.created_at,
       r.started_at, r.updated_at, r.finished_at, r.user_id, r.platform, r.ended_in::text,
       look.snapshot::text, r.filtered_games, r.filters::text
FROM (SELECT pg_current_snapshot() AS snapshot) AS look
LEFT JOIN LATERAL (
    SELECT * FROM import_runs WHERE finished_at IS NULL
    UNION ALL
    SELECT * FROM import_runs
    WHERE ended_in >= pg_snapshot_xmin(@seen::pg_snapshot) AND NOT pg_visible_in_snapshot(ended_in, @seen::pg_snapshot)
      AND ended_in < pg_snapshot_xmax(look.snapshot)
) AS r ON true
ORDER BY r.finished_at, r.created_at;

-- $1 run, $2 imported, $3 duplicate, $4 checked, $5 skipped, $6/$7 reasons of the skipped and how often, $8 filtered.
-- A page may outlive its run, in a process that was frozen and replaced. NULL where the run is closed, or would exceed its limit, breaks
-- the column's NOT NULL and so takes back the whole transaction.
UPDATE import_runs
SET imported_games = CASE WHEN finished_at IS NULL AND imported_games + $2 <= game_limit THEN imported_games + $2 END,
    duplicate_games = duplicate_games + $3,
    checked_games = checked_games + $4,
    skipped_games = skipped_games + $5,
    filtered_games = filtered_games + $8,
    skipped_reasons = CASE WHEN cardinality($6::text[]) = 0 THEN skipped_reasons ELSE (
        SELECT jsonb_object_agg(reason, games)
        FROM (
            SELECT reason, sum(games) AS games
            FROM (
                SELECT key, value::integer FROM jsonb_each_text(skipped_reasons)
                UNION ALL
                SELECT * FROM unnest($6::text[], $7::integer[])
            ) AS counted (reason, games)
            GROUP BY reason
        ) AS summed) END,
    updated_at = clock_timestamp()
WHERE run_id = $1
RETURNING imported_games, duplicate_games, checked_games, skipped_games, filtered_games;

-- $3 the provider's count, $4 from where new games are counted from now on, $5 run. Only where everything that the count tells of was
-- found, and so mostly: the search for what is missing needs more statements. Answers with the run's counters.
UPDATE players
SET provider_count = $3,
    found_floor = $4,
    found_above = 0,
    updated_at = clock_timestamp()
WHERE user_id = $1 AND platform = $2 AND covered <> '{}' AND $3 - provider_count - found_above <= 0
RETURNING (
    SELECT ARRAY[imported_games, duplicate_games, checked_games, skipped_games, filtered_games]
    FROM import_runs
    WHERE run_id = $5);

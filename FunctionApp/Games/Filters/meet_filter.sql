-- $4, $5: a stretch that is read again although it was complete, unless it is in $6, what is complete for all games.
INSERT INTO filtered_players AS f (user_id, platform, filter, covered)
VALUES ($1, $2, $3, $6)
ON CONFLICT (user_id, platform, filter) DO UPDATE
SET covered = f.covered - int8multirange(int8range($4, $5)) + $6,
    updated_at = clock_timestamp();

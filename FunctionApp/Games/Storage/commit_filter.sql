-- $1 user, $2 platform, $3 filter, $4 ranges that are complete for it now.
INSERT INTO filtered_players AS f (user_id, platform, filter, covered)
VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id, platform, filter) DO UPDATE
SET covered = f.covered + excluded.covered,
    updated_at = clock_timestamp();

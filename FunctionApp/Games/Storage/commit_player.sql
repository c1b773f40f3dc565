-- $1 user, $2 platform, $3 new games, $4 ranges that are complete now, $5 new games above the floor.
INSERT INTO players AS p (user_id, platform, games, covered, found_above)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id, platform) DO UPDATE
SET games = p.games + excluded.games,
    covered = p.covered + excluded.covered,
    found_above = p.found_above + excluded.found_above,
    updated_at = clock_timestamp()
RETURNING covered;

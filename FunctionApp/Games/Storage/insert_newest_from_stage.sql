-- $1: at most so many new games, the newest.
WITH missing AS (
    SELECT s.*
    FROM games_stage s
    WHERE NOT EXISTS (
        SELECT FROM games g
        WHERE g.user_id = s.user_id AND g.platform = s.platform AND g.provider_game_id = s.provider_game_id)
), own AS (
    SELECT count(*) AS games
    FROM games_stage s
    JOIN games g USING (user_id, platform, provider_game_id)
    WHERE g.import_id = s.import_id
), added AS (
    INSERT INTO games SELECT * FROM missing ORDER BY ended_at DESC, provider_game_id LIMIT $1
    ON CONFLICT (user_id, platform, provider_game_id) DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM added)::integer, (SELECT count(DISTINCT provider_game_id) FROM missing)::integer,
    (SELECT games FROM own)::integer, (SELECT count(*) FROM games_stage)::integer;

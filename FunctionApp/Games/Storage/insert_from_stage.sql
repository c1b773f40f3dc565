-- $1: games at or after this moment are counted apart.
WITH own AS (
    SELECT count(*) AS games
    FROM games_stage s
    JOIN games g USING (user_id, platform, provider_game_id)
    WHERE g.import_id = s.import_id
), added AS (
    INSERT INTO games SELECT * FROM games_stage
    ON CONFLICT (user_id, platform, provider_game_id) DO NOTHING
    RETURNING played_at
)
SELECT count(*)::integer, count(*) FILTER (WHERE played_at >= $1)::integer, (SELECT games FROM own)::integer
FROM added;

-- $1: games at or after this moment are counted apart. Own: the run itself imported them before.
WITH own AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE import_id = (
        SELECT g.import_id
        FROM games g
        WHERE g.user_id = s.user_id AND g.platform = s.platform AND g.provider_game_id = s.provider_game_id)) AS games
    FROM games_stage s
), added AS (
    INSERT INTO games SELECT * FROM games_stage
    ON CONFLICT (user_id, platform, provider_game_id) DO NOTHING
    RETURNING played_at
)
SELECT count(*)::integer, count(*) FILTER (WHERE played_at >= $1)::integer, (SELECT games FROM own)::integer
FROM added;

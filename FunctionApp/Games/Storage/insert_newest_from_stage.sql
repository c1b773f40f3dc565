-- $1: at most so many new games, the newest. The look-up is a subquery for each row because a plan for all of them at once may walk
-- over the whole table: nothing is known about a stage.
WITH staged AS MATERIALIZED (
    SELECT s.ctid AS place, s.provider_game_id, s.ended_at, s.import_id, (
        SELECT g.import_id
        FROM games g
        WHERE g.user_id = s.user_id AND g.platform = s.platform AND g.provider_game_id = s.provider_game_id) AS existing
    FROM games_stage s
), added AS (
    INSERT INTO games
    SELECT s.*
    FROM games_stage s
    WHERE s.ctid = ANY (ARRAY(
        SELECT place FROM staged WHERE existing IS NULL ORDER BY ended_at DESC, provider_game_id LIMIT $1))
    ON CONFLICT (user_id, platform, provider_game_id) DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM added)::integer,
    (count(DISTINCT provider_game_id) FILTER (WHERE existing IS NULL))::integer,
    (count(*) FILTER (WHERE existing = import_id))::integer,
    count(*)::integer
FROM staged;

-- $3 display name, $4 the provider's count of games, $5 now. The count stays until it is reconciled. Answers as load_player.sql does.
INSERT INTO players AS p (user_id, platform, display_name, provider_count, found_floor)
VALUES ($1, $2, $3::text, $4::integer, $5)
ON CONFLICT (user_id, platform) DO UPDATE
SET display_name = coalesce(excluded.display_name, p.display_name),
    provider_count = coalesce(p.provider_count, excluded.provider_count),
    found_floor = CASE WHEN p.provider_count IS NULL THEN excluded.found_floor ELSE p.found_floor END,
    updated_at = clock_timestamp()
RETURNING display_name, games, covered, provider_count, found_floor, found_above, (
    SELECT true
    FROM games
    WHERE games.user_id = $1 AND games.platform = $2
    ORDER BY provider_game_id
    LIMIT 1) IS NOT NULL;

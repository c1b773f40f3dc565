SELECT display_name, games, covered, provider_count, found_floor, found_above,
    EXISTS (SELECT FROM games WHERE games.user_id = $1 AND games.platform = $2)
FROM players
WHERE user_id = $1 AND platform = $2;

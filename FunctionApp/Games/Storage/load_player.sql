SELECT display_name, games, covered, provider_count, found_floor, found_above
FROM players
WHERE user_id = $1 AND platform = $2;

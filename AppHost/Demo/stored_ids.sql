SELECT provider_game_id
FROM games
WHERE user_id = $1 AND platform = $2

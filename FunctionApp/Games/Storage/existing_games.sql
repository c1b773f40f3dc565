-- $1 user, $2 platform, $3 candidate ids, $4 run. Own: the run itself imported it, a page is being gone through again.
SELECT provider_game_id, import_id = $4
FROM games
WHERE user_id = $1 AND platform = $2 AND provider_game_id = ANY ($3);

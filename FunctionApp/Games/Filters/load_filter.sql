SELECT covered, provider_count FROM filtered_players WHERE user_id = $1 AND platform = $2 AND filter = $3;

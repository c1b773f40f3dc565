INSERT INTO filtered_players (user_id, platform, filter, provider_count)
VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id, platform, filter) DO UPDATE
SET provider_count = excluded.provider_count,
    updated_at = clock_timestamp();

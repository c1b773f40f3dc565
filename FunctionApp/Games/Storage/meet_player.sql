-- $3 display name, $4 the provider's count of games, $5 now. The count stays until it is reconciled.
INSERT INTO players AS p (user_id, platform, display_name, provider_count, found_floor)
VALUES ($1, $2, $3::text, $4::integer, $5)
ON CONFLICT (user_id, platform) DO UPDATE
SET display_name = coalesce(excluded.display_name, p.display_name),
    provider_count = coalesce(p.provider_count, excluded.provider_count),
    found_floor = CASE WHEN p.provider_count IS NULL THEN excluded.found_floor ELSE p.found_floor END,
    updated_at = clock_timestamp();

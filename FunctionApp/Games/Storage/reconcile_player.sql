-- $3 the provider's count that is accounted for now, $4 from where new games are counted from now on.
UPDATE players
SET provider_count = $3,
    found_floor = $4,
    found_above = 0,
    updated_at = clock_timestamp()
WHERE user_id = $1 AND platform = $2;

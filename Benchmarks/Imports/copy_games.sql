COPY (
    SELECT games.*
    FROM games
    WHERE mod(hashtext(provider_game_id)::bigint + 2147483648, {batches}) = {batch}
    ORDER BY user_id, platform, played_at DESC
) TO STDOUT (FORMAT binary)

-- $4, $5: the window, start inclusive and end exclusive. Newest first.
SELECT lower(missing), upper(missing)
FROM unnest(int8multirange(int8range($4, $5)) - coalesce(
    (SELECT covered FROM filtered_players WHERE user_id = $1 AND platform = $2 AND filter = $3), '{}')) AS missing
ORDER BY 1 DESC;

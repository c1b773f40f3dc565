-- $3, $4: the window, start inclusive and end exclusive. Newest first.
SELECT lower(missing), upper(missing)
FROM unnest(int8multirange(int8range($3, $4)) - coalesce(
    (SELECT covered FROM players WHERE user_id = $1 AND platform = $2), '{}')) AS missing
ORDER BY 1 DESC;

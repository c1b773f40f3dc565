SELECT month, etag, games, closed, fetched_at IS NOT NULL
FROM chesscom_months
WHERE user_id = $1
ORDER BY month DESC;

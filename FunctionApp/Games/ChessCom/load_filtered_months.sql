-- $2: the filters.
SELECT filter, month, etag, games, closed
FROM chesscom_filtered_months
WHERE user_id = $1 AND filter = ANY ($2);

-- $1 user, then arrays: $2 month, $3 etag, $4 games, $5 closed, $6 filter.
INSERT INTO chesscom_filtered_months AS m (user_id, filter, month, etag, games, closed, fetched_at)
SELECT $1, filter, month, etag, games, closed, clock_timestamp()
FROM unnest($2::text[], $3::text[], $4::integer[], $5::boolean[], $6::text[]) AS done (month, etag, games, closed, filter)
ON CONFLICT (user_id, filter, month) DO UPDATE
SET etag = excluded.etag,
    games = excluded.games,
    closed = excluded.closed,
    fetched_at = excluded.fetched_at;

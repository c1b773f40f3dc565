-- $1 user, then arrays: $2 month, $3 etag, $4 games, $5 closed.
INSERT INTO chesscom_months AS m (user_id, month, etag, games, closed, fetched_at)
SELECT $1, month, etag, games, closed, clock_timestamp()
FROM unnest($2::text[], $3::text[], $4::integer[], $5::boolean[]) AS done (month, etag, games, closed)
ON CONFLICT (user_id, month) DO UPDATE
SET etag = excluded.etag,
    games = excluded.games,
    closed = excluded.closed,
    fetched_at = excluded.fetched_at;

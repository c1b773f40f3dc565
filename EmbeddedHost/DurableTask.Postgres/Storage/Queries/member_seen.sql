WITH gone AS (DELETE FROM members WHERE seen_at < clock_timestamp() - interval '1 minute')
INSERT INTO members (process_number, seen_at) VALUES ($1, clock_timestamp())
ON CONFLICT (process_number) DO UPDATE SET seen_at = excluded.seen_at

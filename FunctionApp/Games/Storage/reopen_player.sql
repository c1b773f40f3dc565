-- $3, $4: a stretch that is read again although it was complete. Only where it reaches up to the floor does the floor go down with it: the
-- games between a stretch below and the floor are in the provider's count already, and late ones among them would never be searched for.
UPDATE players
SET covered = covered - int8multirange(int8range($3, $4)),
    found_floor = CASE WHEN $4 >= found_floor THEN least(found_floor, $3) ELSE found_floor END,
    updated_at = clock_timestamp()
WHERE user_id = $1 AND platform = $2
RETURNING covered;

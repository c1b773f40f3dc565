-- $3, $4: a stretch that is read again although it was complete.
UPDATE players
SET covered = covered - int8multirange(int8range($3, $4)),
    found_floor = least(found_floor, $3),
    updated_at = clock_timestamp()
WHERE user_id = $1 AND platform = $2
RETURNING covered;

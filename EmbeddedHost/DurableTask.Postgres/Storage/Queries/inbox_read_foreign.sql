-- What other processes have sent; $1 is this process' number. Answers come from owners alone, and those that are left are kept for
-- failed orchestrations.
SELECT message_id, target, kind, visible_at, body FROM inbox WHERE message_id >> 40 <> $1 AND kind NOT IN (5, 7, 8) ORDER BY message_id

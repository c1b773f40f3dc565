-- What other processes have sent; $1 is this process' number.
SELECT message_id, target, kind, visible_at, body FROM inbox WHERE message_id >> 40 <> $1 ORDER BY message_id

-- Answers (child completed, entity completed, entity failed) that came while the orchestration was failed.
SELECT message_id, target, kind, visible_at, body FROM inbox WHERE target = $1 AND kind IN (5, 7, 8) ORDER BY message_id

SELECT batch, recorded_at, events FROM history WHERE instance_key = $1 ORDER BY batch

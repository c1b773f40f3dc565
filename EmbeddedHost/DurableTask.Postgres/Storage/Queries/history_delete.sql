DELETE FROM history WHERE instance_key = ANY ($1)

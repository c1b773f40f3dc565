SELECT status FROM instances WHERE instance_id = $1

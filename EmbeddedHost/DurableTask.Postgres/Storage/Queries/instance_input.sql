SELECT input FROM instances WHERE instance_id = $1 AND instance_key = $2

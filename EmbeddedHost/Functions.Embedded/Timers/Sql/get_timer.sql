SELECT schedule, last_run, next_run, updated_at FROM functions_embedded.timers WHERE application = $1 AND function = $2;

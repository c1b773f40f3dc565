-- Schedules of one player are counted and added by one process at a time. The first number sets these locks apart from others.
SELECT pg_advisory_xact_lock(41, hashtext(@platform || '-' || @user_id));

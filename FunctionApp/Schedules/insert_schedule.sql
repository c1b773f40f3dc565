INSERT INTO import_schedules
    (id, user_id, platform, every_hours, cron, window_from, window_to, window_zone, game_limit, enabled, due_at, next_run_at, created_at, updated_at)
SELECT @id, @user_id, @platform, @every_hours, @cron, @window_from, @window_to, @window_zone, @game_limit, @enabled, @due_at, @next_run_at,
       @now, @now
WHERE (SELECT count(*) FROM import_schedules WHERE user_id = @user_id AND platform = @platform) < @per_user;

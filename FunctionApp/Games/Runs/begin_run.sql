-- A run of this instance that is still open cannot be alive any more, as one instance runs once at a time. When this statement comes a
-- second time, minutes late, its own row is there and nothing is touched: the open run may be a later one.
WITH dead AS (
    UPDATE import_runs
    SET status = 'cancelled', finished_at = now(), updated_at = now()
    WHERE instance_id = @instance_id AND finished_at IS NULL
      AND NOT EXISTS (SELECT FROM import_runs WHERE run_id = @run_id)
)
INSERT INTO import_runs (run_id, user_id, platform, instance_id, status, priority, game_limit, schedule_id, scheduled_for, filters)
VALUES (@run_id, @user_id, @platform, @instance_id, 'queued', @priority, @game_limit, @schedule_id, @scheduled_for, @filters)
-- Its own row, or that of another run of the same start of a schedule.
ON CONFLICT DO NOTHING;

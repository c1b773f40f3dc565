-- Gives a claim back with what became of it. What a client has changed in the meantime stays as he wanted it.
UPDATE import_schedules
SET claim_id = NULL,
    claimed_until = NULL,
    last_due_at = CASE WHEN @started THEN @claimed_due_at ELSE last_due_at END,
    last_started_at = CASE WHEN @started THEN @now ELSE last_started_at END,
    settled = settled AND NOT @started,
    last_skipped_at = CASE WHEN @skipped THEN @now ELSE last_skipped_at END,
    next_run_at = CASE WHEN due_at = @claimed_due_at THEN @next_run_at ELSE next_run_at END,
    due_at = CASE WHEN due_at = @claimed_due_at THEN @due_at ELSE due_at END,
    revision = revision + 1,
    updated_at = @now
WHERE id = @id AND claim_id = @claim_id;

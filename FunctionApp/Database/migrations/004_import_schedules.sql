-- Players that are imported again and again. due_at is the time that the schedule names, and with the id the key of that start: no import
-- is begun twice for it. next_run_at is when it is tried: later than due_at by the jitter, by an off-peak window, or because the queue
-- was full.
CREATE TABLE import_schedules (
    id                    uuid PRIMARY KEY,
    user_id               text NOT NULL CHECK (user_id = lower(user_id) AND length(user_id) BETWEEN 1 AND 100),
    platform              text NOT NULL CHECK (platform IN ('lichess', 'chess.com')),
    every_hours           integer CHECK (every_hours BETWEEN 1 AND 720),
    cron                  text CHECK (length(cron) BETWEEN 1 AND 100),
    window_from           time,
    window_to             time,
    window_zone           text CHECK (length(window_zone) BETWEEN 1 AND 64),
    game_limit            integer NOT NULL CHECK (game_limit >= 1),
    enabled               boolean NOT NULL,
    due_at                timestamptz NOT NULL,
    next_run_at           timestamptz NOT NULL,
    claim_id              uuid,
    claimed_until         timestamptz,
    last_due_at           timestamptz,
    last_started_at       timestamptz,
    last_skipped_at       timestamptz,
    settled               boolean NOT NULL DEFAULT true,
    consecutive_failures  integer NOT NULL DEFAULT 0 CHECK (consecutive_failures >= 0),
    revision              bigint NOT NULL DEFAULT 1,
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    CHECK (num_nonnulls(every_hours, cron) = 1),
    CHECK (num_nonnulls(window_from, window_to, window_zone) IN (0, 3)),
    CHECK (num_nonnulls(claim_id, claimed_until) IN (0, 2)),
    CHECK (num_nonnulls(last_due_at, last_started_at) IN (0, 2)),
    CHECK (settled OR last_due_at IS NOT NULL)
);

CREATE INDEX import_schedules_due ON import_schedules (next_run_at) WHERE enabled;
CREATE INDEX import_schedules_of_player ON import_schedules (user_id, platform, id);
CREATE INDEX import_schedules_unsettled ON import_schedules (id) WHERE NOT settled;

-- Which start of which schedule a run is; null for runs that somebody asked for.
ALTER TABLE import_runs
    ADD COLUMN schedule_id uuid,
    ADD COLUMN scheduled_for timestamptz,
    ADD CHECK (num_nonnulls(schedule_id, scheduled_for) IN (0, 2));

CREATE UNIQUE INDEX import_runs_scheduled ON import_runs (schedule_id, scheduled_for) WHERE schedule_id IS NOT NULL;

-- Published migrations never change; a new file follows instead.

CREATE TABLE games (
    user_id               text NOT NULL CHECK (user_id = lower(user_id) AND length(user_id) BETWEEN 1 AND 100),
    platform              text NOT NULL CHECK (platform IN ('lichess', 'chess.com')),
    provider_game_id      text NOT NULL CHECK (length(provider_game_id) BETWEEN 1 AND 100),
    import_id             uuid NOT NULL,
    played_at             timestamptz NOT NULL,
    ended_at              timestamptz,
    rated                 boolean NOT NULL,
    speed                 text NOT NULL,
    variant               text NOT NULL,
    time_control          text NOT NULL,
    initial_seconds       integer,
    increment_seconds     integer,
    move_seconds          integer,
    user_color            text CHECK (user_color IN ('white', 'black')),
    result                text NOT NULL CHECK (result IN ('1-0', '0-1', '1/2-1/2', '*')),
    termination           text NOT NULL,
    white_name            text,
    white_id              text,
    white_ai_level        smallint,
    white_rating          integer,
    white_rating_change   integer,
    white_rating_after    integer,
    black_name            text,
    black_id              text,
    black_ai_level        smallint,
    black_rating          integer,
    black_rating_change   integer,
    black_rating_after    integer,
    eco                   text,
    opening               text,
    moves                 text NOT NULL,
    initial_fen           text,
    url                   text NOT NULL,
    raw                   text NOT NULL,
    PRIMARY KEY (user_id, platform, provider_game_id)
);

-- The dictionary of every state an import can be in, and of its counters.
CREATE TABLE import_runs (
    run_id           uuid PRIMARY KEY,
    user_id          text NOT NULL CHECK (user_id = lower(user_id)),
    platform         text NOT NULL CHECK (platform IN ('lichess', 'chess.com')),
    instance_id      text NOT NULL,
    status           text NOT NULL CHECK (status IN ('queued', 'importing', 'completed', 'failed', 'cancelled')),
    priority         text NOT NULL DEFAULT 'interactive' CHECK (priority IN ('premium', 'interactive', 'scheduled')),
    game_limit       integer NOT NULL DEFAULT 1000 CHECK (game_limit >= 1),
    imported_games   integer NOT NULL DEFAULT 0 CHECK (imported_games >= 0),
    duplicate_games  integer NOT NULL DEFAULT 0 CHECK (duplicate_games >= 0),
    checked_games    integer NOT NULL DEFAULT 0 CHECK (checked_games >= 0),
    skipped_games    integer NOT NULL DEFAULT 0 CHECK (skipped_games >= 0),
    total_games      integer CHECK (total_games >= 0),
    skipped_reasons  jsonb NOT NULL DEFAULT '{}',
    error_code       text,
    error_message    text,
    error_retryable  boolean,
    created_at       timestamptz NOT NULL DEFAULT now(),
    started_at       timestamptz,
    updated_at       timestamptz NOT NULL DEFAULT now(),
    finished_at      timestamptz,
    CHECK ((finished_at IS NOT NULL) = (status IN ('completed', 'failed', 'cancelled'))),
    CHECK (status <> 'failed' OR error_code IS NOT NULL)
);

CREATE INDEX import_runs_of_player ON import_runs (user_id, platform, created_at DESC);

-- What is known about a player. covered: the createdAt milliseconds (Lichess) whose games are all in the table.
-- provider_count … found_above: how games that finished late are noticed, see LichessLateGames.
CREATE TABLE players (
    user_id         text NOT NULL CHECK (user_id = lower(user_id)),
    platform        text NOT NULL CHECK (platform IN ('lichess', 'chess.com')),
    display_name    text,
    games           bigint NOT NULL DEFAULT 0 CHECK (games >= 0),
    covered         int8multirange NOT NULL DEFAULT '{}',
    provider_count  integer,
    found_floor     bigint NOT NULL DEFAULT 0,
    found_above     integer NOT NULL DEFAULT 0,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, platform)
);

-- Chess.com's archives. etag: of the answer whose games are all in the table. closed: over and fully imported, never asked for again.
CREATE TABLE chesscom_months (
    user_id     text NOT NULL CHECK (user_id = lower(user_id)),
    month       text NOT NULL CHECK (month ~ '^\d{4}-\d{2}$'),
    etag        text,
    games       integer,
    closed      boolean NOT NULL DEFAULT false,
    fetched_at  timestamptz,
    PRIMARY KEY (user_id, month),
    CHECK (NOT closed OR fetched_at IS NOT NULL)
);

-- A player's own record, a few kilobytes of repetitive text, is what the table consists of: lz4 where the server was built with it
-- compresses several times faster than pglz.
DO $$
BEGIN
    ALTER TABLE games ALTER COLUMN raw SET COMPRESSION lz4;
    ALTER TABLE games ALTER COLUMN moves SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;

-- What a run was asked to leave out, and how many games it left out for that.
ALTER TABLE import_runs
    ADD COLUMN filters jsonb,
    ADD COLUMN filtered_games integer NOT NULL DEFAULT 0 CHECK (filtered_games >= 0);

-- What is known about a player's games that a filter lets through: games it leaves out are not in the table, so that what is complete for
-- it is not complete for anybody else. provider_count: the provider's count of games when it was last searched for games that ended late.
CREATE TABLE filtered_players (
    user_id         text NOT NULL CHECK (user_id = lower(user_id)),
    platform        text NOT NULL CHECK (platform IN ('lichess', 'chess.com')),
    filter          text NOT NULL,
    covered         int8multirange NOT NULL DEFAULT '{}',
    provider_count  integer,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, platform, filter)
);

-- The same for months of Chess.com's archives; a month of which only a part was asked for stands under the filter with its times.
CREATE TABLE chesscom_filtered_months (
    user_id     text NOT NULL CHECK (user_id = lower(user_id)),
    filter      text NOT NULL,
    month       text NOT NULL CHECK (month ~ '^\d{4}-\d{2}$'),
    etag        text,
    games       integer,
    closed      boolean NOT NULL DEFAULT false,
    fetched_at  timestamptz NOT NULL,
    PRIMARY KEY (user_id, filter, month)
);

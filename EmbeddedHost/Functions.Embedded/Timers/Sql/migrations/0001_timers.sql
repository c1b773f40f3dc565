-- What the host remembers of timer functions. Published migrations never change; a new version is a new file.
CREATE TABLE functions_embedded.timers (
    application text NOT NULL,
    function text NOT NULL,
    schedule text NOT NULL,
    -- The last scheduled time that was run; null before the first run.
    last_run timestamptz,
    -- The scheduled time to run next; in the past when it was missed.
    next_run timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (application, function)
);

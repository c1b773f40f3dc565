COPY games_stage (
    user_id, platform, import_id, provider_game_id, played_at, ended_at, rated, speed, variant, time_control,
    initial_seconds, increment_seconds, move_seconds, user_color, result, termination,
    white_name, white_id, white_ai_level, white_rating, white_rating_change, white_rating_after,
    black_name, black_id, black_ai_level, black_rating, black_rating_change, black_rating_after,
    eco, opening, moves, clocks, initial_fen, url, raw, raw_form
) FROM STDIN (FORMAT BINARY);

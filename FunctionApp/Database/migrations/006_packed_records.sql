-- A provider's record repeats what other columns hold: the moves (Chess.com: in a PGN, with a clock after each), names, dates, links.
-- That was half of the table, and half of the time of an import. raw is the record without it; game_record(games) puts it together
-- again, byte for byte: SELECT g.game_record FROM games g.
--
-- raw_form 1: raw is packed; null: it is the whole record, as it is where a process of an earlier version still writes. In a packed
-- record a member "=" lists members that columns tell, a letter for each.
ALTER TABLE games ADD COLUMN raw_form smallint;

-- The time left after each move, hundredths of a second, separated by blanks as the moves are; null where it is not known for all of them.
ALTER TABLE games ADD COLUMN clocks text;
DO $$
BEGIN
    ALTER TABLE games ALTER COLUMN clocks SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;

-- Chess.com's word for the side that did not win.
CREATE FUNCTION chesscom_result(termination text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE termination
        WHEN 'checkmate' THEN 'checkmated'
        WHEN 'resignation' THEN 'resigned'
        WHEN 'time' THEN 'timeout'
        WHEN 'abandonment' THEN 'abandoned'
        WHEN 'agreement' THEN 'agreed'
        WHEN 'insufficient_material' THEN 'insufficient'
        WHEN 'fifty_moves' THEN '50move'
        WHEN 'time_insufficient_material' THEN 'timevsinsufficient'
        ELSE termination
    END
$$;

-- How a PGN of Chess.com's says it.
CREATE FUNCTION chesscom_ending(game games) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE game.result WHEN '1-0' THEN game.white_name WHEN '0-1' THEN game.black_name ELSE 'Game drawn' END
        || CASE game.termination
            WHEN 'checkmate' THEN ' won by checkmate'
            WHEN 'resignation' THEN ' won by resignation'
            WHEN 'time' THEN ' won on time'
            WHEN 'abandonment' THEN ' won - game abandoned'
            WHEN 'insufficient_material' THEN ' by insufficient material'
            WHEN 'fifty_moves' THEN ' by 50-move rule'
            WHEN 'time_insufficient_material' THEN ' by timeout vs insufficient material'
            ELSE ' by ' || game.termination
        END
$$;

-- A member of a Chess.com record that columns tell.
CREATE FUNCTION chesscom_member(game games, letter text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE letter
        WHEN 'l' THEN '"url":"' || game.url || '"'
        WHEN 'c' THEN '"time_control":"' || game.time_control || '"'
        WHEN 'n' THEN '"end_time":' || floor(extract(epoch FROM game.ended_at))::bigint
        WHEN 'm' THEN '"rated":' || game.rated
        WHEN 'i' THEN '"uuid":"' || game.provider_game_id || '"'
        WHEN 'h' THEN '"initial_setup":"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"'
        WHEN 'k' THEN '"time_class":"' || game.speed || '"'
        WHEN 'v' THEN '"rules":"chess"'
        WHEN 'u' THEN '"eco":"https://www.chess.com/openings/' || translate(game.opening, ' ', '-') || '"'
        WHEN 'X' THEN '"result":"' || CASE game.result WHEN '1-0' THEN 'win' ELSE chesscom_result(game.termination) END || '"'
        WHEN 'Y' THEN '"result":"' || CASE game.result WHEN '0-1' THEN 'win' ELSE chesscom_result(game.termination) END || '"'
        WHEN 'W' THEN '"rating":' || game.white_rating_after
        WHEN 'A' THEN '"@id":"https://api.chess.com/pub/player/' || game.white_id || '"'
        WHEN 'w' THEN '"username":"' || game.white_name || '"'
        WHEN 'B' THEN '"rating":' || game.black_rating_after
        WHEN 'C' THEN '"@id":"https://api.chess.com/pub/player/' || game.black_id || '"'
        WHEN 'b' THEN '"username":"' || game.black_name || '"'
    END
$$;

-- The PGN of a Chess.com game, inside JSON quotes. Of a packed one, a line "[=abc]" stands for tags that other columns tell, a letter
-- for each, and "[=.]" for those that most games have; "=" behind the empty line stands for the moves with numbers, clocks and result.
-- All else is as Chess.com sent it.
CREATE FUNCTION chesscom_pgn(game games, packed text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    headers CONSTANT text := split_part(packed, '\n\n', 1);
    moves   text := substr(packed, length(headers) + 5);
    began   CONSTANT timestamp := game.played_at AT TIME ZONE 'UTC';
    ended   CONSTANT timestamp := game.ended_at AT TIME ZONE 'UTC';
    pgn     text := '';
    line    text;
    letter  text;
BEGIN
    FOREACH line IN ARRAY string_to_array(headers, '\n') LOOP
        IF line NOT LIKE '[=%' THEN
            pgn := pgn || line || '\n';
            CONTINUE;
        END IF;
        FOREACH letter IN ARRAY string_to_array(replace(rtrim(substr(line, 3), ']'), '.', 'esdrwbxpzouDTWBcqtfgl'), NULL) LOOP
            pgn := pgn || CASE letter
                WHEN 'e' THEN '[Event \"Live Chess'
                WHEN 's' THEN '[Site \"Chess.com'
                WHEN 'd' THEN '[Date \"' || to_char(began, 'YYYY.MM.DD')
                WHEN 'r' THEN '[Round \"-'
                WHEN 'w' THEN '[White \"' || game.white_name
                WHEN 'b' THEN '[Black \"' || game.black_name
                WHEN 'x' THEN '[Result \"' || game.result
                WHEN 'p' THEN '[CurrentPosition \"' || (game.raw::json ->> 'fen')
                WHEN 'z' THEN '[Timezone \"UTC'
                WHEN 'o' THEN '[ECO \"' || game.eco
                WHEN 'u' THEN '[ECOUrl \"https://www.chess.com/openings/' || translate(game.opening, ' ', '-')
                WHEN 'D' THEN '[UTCDate \"' || to_char(began, 'YYYY.MM.DD')
                WHEN 'T' THEN '[UTCTime \"' || to_char(began, 'HH24:MI:SS')
                WHEN 'W' THEN '[WhiteElo \"' || game.white_rating_after
                WHEN 'B' THEN '[BlackElo \"' || game.black_rating_after
                WHEN 'c' THEN '[TimeControl \"' || game.time_control
                WHEN 'q' THEN '[Termination \"' || chesscom_ending(game)
                WHEN 't' THEN '[StartTime \"' || to_char(began, 'HH24:MI:SS')
                WHEN 'f' THEN '[EndDate \"' || to_char(ended, 'YYYY.MM.DD')
                WHEN 'g' THEN '[EndTime \"' || to_char(ended, 'HH24:MI:SS')
                WHEN 'l' THEN '[Link \"' || game.url
            END || '\"]\n';
        END LOOP;
    END LOOP;
    IF moves = '=' THEN
        SELECT string_agg(
            (ply + 1) / 2 || CASE ply % 2 WHEN 1 THEN '. ' ELSE '... ' END || san || ' {[%clk ' || clock / 360000
            || ':' || lpad((clock / 6000 % 60)::text, 2, '0') || ':' || lpad((clock / 100 % 60)::text, 2, '0')
            || coalesce('.' || nullif(clock / 10 % 10, 0), '') || ']} ', '' ORDER BY ply) || game.result || '\n'
        INTO moves
        FROM (
            SELECT san, clock::integer, ply
            FROM unnest(string_to_array(game.moves, ' '), string_to_array(game.clocks, ' ')) WITH ORDINALITY AS m (san, clock, ply)
        ) AS plies;
    END IF;
    RETURN pgn || '\n' || moves;
END
$$;

-- A member of a Lichess record that columns tell, as above.
CREATE FUNCTION lichess_member(game games, letter text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE letter
        WHEN 'i' THEN '"id":"' || game.provider_game_id || '"'
        WHEN 'm' THEN '"rated":' || game.rated
        WHEN 'v' THEN '"variant":"' || game.variant || '"'
        WHEN 's' THEN '"speed":"' || game.speed || '"'
        WHEN 'p' THEN '"perf":"' || game.speed || '"'
        WHEN 'n' THEN '"createdAt":' || (extract(epoch FROM game.played_at) * 1000)::bigint
        WHEN 'g' THEN '"lastMoveAt":' || (extract(epoch FROM game.ended_at) * 1000)::bigint
        WHEN 't' THEN '"status":"' || CASE game.termination
            WHEN 'checkmate' THEN 'mate'
            WHEN 'resignation' THEN 'resign'
            WHEN 'time' THEN 'outoftime'
            WHEN 'abandonment' THEN 'timeout'
            WHEN 'insufficient_material' THEN 'insufficientMaterialClaim'
            WHEN 'variant_end' THEN 'variantEnd'
            WHEN 'no_start' THEN 'noStart'
            ELSE game.termination
        END || '"'
        WHEN 'w' THEN '"name":"' || game.white_name || '"'
        WHEN 'a' THEN '"id":"' || game.white_id || '"'
        WHEN 'W' THEN '"rating":' || game.white_rating
        WHEN 'D' THEN '"ratingDiff":' || game.white_rating_change
        WHEN 'b' THEN '"name":"' || game.black_name || '"'
        WHEN 'c' THEN '"id":"' || game.black_id || '"'
        WHEN 'B' THEN '"rating":' || game.black_rating
        WHEN 'E' THEN '"ratingDiff":' || game.black_rating_change
        WHEN 'x' THEN '"winner":"' || CASE game.result WHEN '1-0' THEN 'white' ELSE 'black' END || '"'
        WHEN 'e' THEN '"eco":"' || game.eco || '"'
        WHEN 'o' THEN '"name":"' || game.opening || '"'
        WHEN 'z' THEN '"moves":"' || game.moves || '"'
        WHEN 'k' THEN '"clocks":[' || translate(game.clocks, ' ', ',') || ']'
        WHEN 'I' THEN '"initial":' || game.initial_seconds
        WHEN 'C' THEN '"increment":' || game.increment_seconds
        WHEN 'T' THEN '"totalTime":' || game.initial_seconds + 40::bigint * game.increment_seconds
    END
$$;

-- The settings are for the functions above, too: REFRESH MATERIALIZED VIEW, for one, runs without the tables' schema in the path.
CREATE FUNCTION game_record(game games) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path FROM CURRENT SET standard_conforming_strings = on AS $$
DECLARE
    whole  text := game.raw;
    place  integer;
    packed text;
    run    text;
BEGIN
    IF game.raw_form IS NULL THEN
        RETURN whole;
    END IF;
    IF game.platform = 'chess.com' THEN
        place := strpos(whole, '"pgn":"') + 7;
        packed := substring(substr(whole, place) FROM '^(?:[^"\\]|\\.)*');
        whole := overlay(whole PLACING chesscom_pgn(game, packed) FROM place FOR length(packed));
    END IF;
    FOR run IN SELECT DISTINCT m.found[1] FROM regexp_matches(whole, '"=":"([^"]*)"', 'g') AS m (found) LOOP
        whole := replace(whole, '"=":"' || run || '"', (
            SELECT string_agg(
                CASE game.platform WHEN 'lichess' THEN lichess_member(game, letter) ELSE chesscom_member(game, letter) END,
                ',' ORDER BY nth)
            FROM unnest(string_to_array(run, NULL)) WITH ORDINALITY AS m (letter, nth)));
    END LOOP;
    RETURN whole;
END
$$;

-- A provider's record repeats what other columns hold: the moves (Chess.com: in a PGN, with a clock after each), names, dates, links.
-- That was half of the table, and half of the time of an import. raw is the record without it; game_record(games) puts it together
-- again, byte for byte: SELECT g.game_record FROM games g.
--
-- raw_form 0: raw is whole. Lichess: 1 its moves, 2 its clocks were taken out, 3 both. Chess.com: 1 it is packed, see below.
ALTER TABLE games ADD COLUMN raw_form smallint NOT NULL DEFAULT 0;

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

-- A member of a Chess.com record that columns tell. In a packed record a member "=" lists such members, a letter for each.
CREATE FUNCTION chesscom_member(game games, letter text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE letter
        WHEN 'l' THEN '"url":"' || game.url || '"'
        WHEN 'c' THEN '"time_control":"' || game.time_control || '"'
        WHEN 'n' THEN '"end_time":' || extract(epoch FROM game.ended_at)::bigint
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

CREATE FUNCTION game_record(game games) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    whole  text := game.raw;
    place  integer;
    packed text;
    run    text;
BEGIN
    IF game.raw_form = 0 THEN
        RETURN whole;
    END IF;
    IF game.platform = 'chess.com' THEN
        place := strpos(whole, '"pgn":"') + 7;
        packed := substring(substr(whole, place) FROM '^(?:[^"\\]|\\.)*');
        whole := overlay(whole PLACING chesscom_pgn(game, packed) FROM place FOR length(packed));
        FOR run IN SELECT DISTINCT m.found[1] FROM regexp_matches(whole, '"=":"([^"]*)"', 'g') AS m (found) LOOP
            whole := replace(whole, '"=":"' || run || '"', (
                SELECT string_agg(chesscom_member(game, letter), ',' ORDER BY nth)
                FROM unnest(string_to_array(run, NULL)) WITH ORDINALITY AS m (letter, nth)));
        END LOOP;
        RETURN whole;
    END IF;
    IF game.raw_form & 1 <> 0 THEN
        whole := overlay(whole PLACING game.moves FROM strpos(whole, '"moves":"') + 9 FOR 0);
    END IF;
    IF game.raw_form & 2 <> 0 THEN
        whole := overlay(whole PLACING translate(game.clocks, ' ', ',') FROM strpos(whole, '"clocks":[') + 10 FOR 0);
    END IF;
    RETURN whole;
END
$$;

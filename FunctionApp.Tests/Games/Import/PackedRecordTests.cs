using System.Text;
using System.Text.Json;
using ImportFunctions.Games.ChessCom;
using ImportFunctions.Games.Lichess;
using ImportFunctions.Games.Storage;

namespace FunctionApp.Tests.Games.Import;

/// <summary>Records are stored without what other columns hold, and <c>game_record</c> gives back every byte of them.</summary>
public sealed class PackedRecordTests
{
    const string Pgn =
        """[Event \"Live Chess\"]\n[Site \"Chess.com\"]\n[Date \"2021.05.04\"]\n[Round \"-\"]\n[White \"AnnB\"]\n[Black \"Bob_1\"]\n[Result \"0-1\"]\n"""
        + """[CurrentPosition \"8/8/2k5/Kq6/8/8/8/8 w - -\"]\n[Timezone \"UTC\"]\n[ECO \"C50\"]\n"""
        + """[ECOUrl \"https://www.chess.com/openings/Giuoco-Piano-Game-3...Bc5\"]\n[UTCDate \"2021.05.04\"]\n[UTCTime \"15:41:25\"]\n"""
        + """[WhiteElo \"599\"]\n[BlackElo \"761\"]\n[TimeControl \"600\"]\n[Termination \"Bob_1 won by checkmate\"]\n[StartTime \"15:41:25\"]\n"""
        + """[EndDate \"2021.05.04\"]\n[EndTime \"15:59:56\"]\n[Link \"https://www.chess.com/game/live/13881807293\"]\n\n"""
        + """1. f3 {[%clk 0:09:55.3]} 1... e5 {[%clk 1:09:54]} 2. g4 {[%clk 0:00:00.1]} 2... Qh4# {[%clk 12:00:00]} 0-1\n""";

    const string ChessCom =
        "{\"url\":\"https://www.chess.com/game/live/13881807293\",\"pgn\":\"" + Pgn + "\",\"time_control\":\"600\",\"end_time\":1620143996,"
        + "\"rated\":true,\"accuracies\":{\"white\":85.06,\"black\":81.91},\"tcn\":\"mC0Kgv5Qbs!TfA9I\",\"uuid\":\"31feb86a-acef-11eb-8f87-536974010001\","
        + "\"initial_setup\":\"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1\",\"fen\":\"8/8/2k5/Kq6/8/8/8/8 w - -\","
        + "\"time_class\":\"rapid\",\"rules\":\"chess\",\"white\":{\"rating\":599,\"result\":\"checkmated\","
        + "\"@id\":\"https://api.chess.com/pub/player/annb\",\"username\":\"AnnB\",\"uuid\":\"e334fc58-ac5d-11eb-a49c-6372aa593071\"},"
        + "\"black\":{\"rating\":761,\"result\":\"win\",\"@id\":\"https://api.chess.com/pub/player/bob_1\",\"username\":\"Bob_1\","
        + "\"uuid\":\"0e39eb52-6adc-11eb-997b-ab34fe25d57d\"},\"eco\":\"https://www.chess.com/openings/Giuoco-Piano-Game-3...Bc5\"}";

    const string Lichess =
        "{\"id\":\"JGt6O4JU\",\"rated\":true,\"variant\":\"standard\",\"speed\":\"blitz\",\"perf\":\"blitz\",\"createdAt\":1767074428205,"
        + "\"lastMoveAt\":1767075204174,\"status\":\"mate\",\"source\":\"pool\",\"players\":{\"white\":{\"user\":{\"name\":\"Ann\",\"id\":\"ann\"},"
        + "\"rating\":1241,\"ratingDiff\":-17},\"black\":{\"aiLevel\":3}},\"winner\":\"black\",\"opening\":{\"eco\":\"A00\",\"name\":\"Barnes Opening\","
        + "\"ply\":4},\"moves\":\"f3 e5 g4 Qh4#\",\"clocks\":[30003,30003,29955,0],\"clock\":{\"initial\":300,\"increment\":3,\"totalTime\":420}}";

    // What the usual record has, and what another one has instead.
    static readonly (string Usual, string Instead)[] ChessComChanges =
    [
        ("{\"url\"", "{ \"url\""),
        ("\"pgn\":\"", "\"pgn\": \""),
        ("\"time_control\":\"600\",", "\"time_control\":\"600\" ,"),
        ("\"end_time\":1620143996", "\"end_time\":1620143997"),
        ("\"end_time\":1620143996", "\"end_time\":36893488147419104,\"end_time\":1620143996"),
        ("\"end_time\":1620143996", "\"end_time\":1620143996 "),
        ("\"rated\":true", "\"rated\":false"),
        ("\"rated\":true", "\"rated\":null"),
        ("\"rated\":true", "\"rated\":{\"white\":1}"),
        ("\"rated\":true,", ""),
        ("\"uuid\":\"31feb86a-acef-11eb-8f87-536974010001\",", ""),
        ("\"tcn\":\"", "\"tcn\":\"\\u0000"),
        ("\"tcn\":\"", "\"tcn\":\"\\ud83d\\ude00 \\\" "),
        ("\"tcn\":\"", "\"=\":\"l\",\"tcn\":\""),
        ("\"tcn\":\"", "\"new\":[{\"=\":\"w\"}],\"tcn\":\""),
        ("\"tcn\":\"", "\"new\":{\"pgn\":\"x\"},\"tcn\":\""),
        ("{\"url\"", "{\"new\":{\"pgn\":\"x\"},\"url\""),
        ("{\"url\"", "{\"pgn\":\"x\",\"url\""),
        ("\"black\":{", "\"black\":null,\"black\":{"),
        ("\"fen\":\"8", "\"fen\":\"8\",\"fen\":\"9"),
        ("\"fen\":\"8/8/2k5/Kq6/8/8/8/8 w - -\",", ""),
        ("\"initial_setup\":\"rnbqkbnr/", "\"initial_setup\":\"nrbqkbnr/"),
        ("- 0 1\"", "- 0 1 \""),
        ("\"time_class\":\"rapid\"", "\"time_class\":\"daily\""),
        ("\"time_class\":\"rapid\"", "\"start_time\":1620140000,\"time_class\":\"rapid\""),
        ("\"rules\":\"chess\"", "\"rules\":\"threecheck\""),
        ("\"rating\":599", "\"rating\":599.0"),
        ("\"rating\":599", "\"rating\":0599e0"),
        ("\"rating\":599", "\"rating\":-0"),
        ("\"rating\":599,", ""),
        ("\"result\":\"checkmated\"", "\"result\":\"checkmate\""),
        ("\"result\":\"checkmated\"", "\"result\":\"50move\""),
        ("\"result\":\"win\"", "\"result\":\"checkmated\""),
        ("\"result\":\"win\"", "\"result\":\"agreed\""),
        ("player/annb", "player/Annb"),
        ("\"username\":\"AnnB\"", "\"username\":\"ÄnnB\""),
        ("\"username\":\"AnnB\"", "\"username\":\"Ann\\u0042\""),
        ("\"username\":\"AnnB\"", "\"username\":\"\""),
        ("3...Bc5\"}", "3... Bc5\"}"),
        ("3...Bc5\"}", "3.../Bc5\"}"),
        ("https://www.chess.com/openings/Giuoco-Piano-Game-3...Bc5\"}", "https://www.chess.com/openings/\"}"),
        (",\"eco\":\"https://www.chess.com/openings/Giuoco-Piano-Game-3...Bc5\"}", "}"),
        ("[Event \\\"Live Chess\\\"]\\n", "[Event \\\"Let's Play!\\\"]\\n"),
        ("[Event \\\"Live Chess\\\"]\\n", "[Event \\\"Live \\\\\\\"Chess\\\"]\\n"),
        ("[Event \\\"Live Chess\\\"]\\n", "[Event \\\"\\u004c\\\"]\\n"),
        ("[Event \\\"Live Chess\\\"]\\n", "[=. \\\"Live Chess\\\"]\\n"),
        ("[Event \\\"Live Chess\\\"]\\n", ""),
        ("[Event \\\"Live Chess\\\"]\\n", "\\n[Event \\\"Live Chess\\\"]\\n"),
        ("[Event \\\"Live Chess\\\"]\\n", "[Event \\\"Live Chess\\\"]\\r\\n"),
        ("[Event \\\"Live Chess\\\"]\\n", "[Event \\\"Live Chess\\\"] \\n"),
        ("[Event \\\"Live Chess\\\"]\\n", "[Event  \\\"Live Chess\\\"]\\n"),
        ("[Round \\\"-\\\"]\\n", "[Round \\\"-\\\"]\\n[Tournament \\\"https://x\\\"]\\n"),
        ("[Round \\\"-\\\"]\\n", "[Round \\\"-\\\"]\\n[Round \\\"-\\\"]\\n"),
        ("[ECO \\\"C50\\\"]\\n", "[ECO \\\"C50\\\"]\\n[ECO \\\"C51\\\"]\\n"),
        ("[ECO \\\"C50\\\"]\\n", "[ECO \\\"?\\\"]\\n"),
        ("[UTCTime \\\"15:41:25\\\"]", "[UTCTime \\\"15:41:26\\\"]"),
        ("[UTCTime \\\"15:41:25\\\"]", "[UTCTime \\\"25:41:25\\\"]"),
        ("[UTCDate \\\"2021.05.04\\\"]", "[UTCDate \\\"2021-05-04\\\"]"),
        ("[UTCDate \\\"2021.05.04\\\"]", "[UTCDate \\\"2031.05.04\\\"]"),
        ("[Termination \\\"Bob_1 won by checkmate\\\"]", "[Termination \\\"Bob_1 won on time\\\"]"),
        ("\\n\\n1. f3", "\\n1. f3"),
        ("\\n\\n1. f3", "\\n\\n\\n1. f3"),
        ("1. f3 {", "1. f3  {"),
        ("1. f3 {", "1.f3 {"),
        ("1. f3 {", "1. f3! $1 {"),
        ("1. f3 {", "2. f3 {"),
        ("1. f3 {", "1. 0-0 {"),
        ("1... e5", "1. e5"),
        ("0:09:55.3", "0:09:55.0"),
        ("0:09:55.3", "0:09:55.35"),
        ("0:09:55.3", "0:9:55.3"),
        ("0:09:55.3", "00:09:55.3"),
        ("0:09:55.3", "0:60:55.3"),
        ("0:09:55.3", "9999:09:55.3"),
        ("0:09:55.3", "-0:09:55.3"),
        ("0:09:55.3]", "0:09:55.3] [%eval 0.3]"),
        ("} 0-1\\n", "} 1-0\\n"),
        ("} 0-1\\n", "} 0-1"),
        ("} 0-1\\n", "} 0-1\\n\\n"),
        ("} 0-1\\n", "}"),
        ("} 0-1\\n", "} 3. e4"),
        ("} 0-1\\n", "} \\u0000 0-1\\n"),
        (Pgn, ""),
        (Pgn, "1. e4 e5 *"),
        (Pgn, "="),
        (Pgn, "[Event \\\"Live Chess\\\"]\\n\\n="),
        (Pgn, "[Event \\\"Live Chess\\\"]\\n\\n"),
        (Pgn, "[Event \\\"Live Chess\\\"]\\n"),
        (Pgn, "[=.]\\n\\n="),
        ("\"pgn\":\"" + Pgn + "\"", "\"pgn\":null"),
        ("\"pgn\":\"" + Pgn + "\",", ""),
    ];

    static readonly (string Usual, string Instead)[] LichessChanges =
    [
        ("\"moves\":\"", "\"moves\": \""),
        ("\"moves\":\"", "\"moves\":\"\\u0065\\\""),
        ("\"moves\":\"f3 e5 g4 Qh4#\"", "\"moves\":\"\""),
        ("\"moves\":\"f3 e5 g4 Qh4#\"", "\"moves\":null"),
        ("\"moves\":\"f3 e5 g4 Qh4#\",", ""),
        ("\"moves\":\"", "\"moves\":\"a\",\"moves\":\""),
        ("{\"id\"", "{\"new\":{\"moves\":\"e4\"},\"id\""),
        ("{\"id\"", "{\"new\":{\"clocks\":[1]},\"id\""),
        ("{\"id\"", "{\"clocks\":[7],\"id\""),
        ("\"clocks\":[30003,30003,29955,0],", ""),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[30003, 30003]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[1.5,-3]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[[1],2]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":\"none\""),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[\"1\"]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[0]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[0,0,10]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[01]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[1,00]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[1,]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[,1]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[1,,2]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[,]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[1"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[1]]"),
        ("\"clocks\":[30003,30003,29955,0]", "\"clocks\":[12 ]"),
        ("\"moves\":\"f3 e5 g4 Qh4#\",\"clocks\":[30003,30003,29955,0]", "\"clocks\":[30003],\"moves\":\"f3\""),
        ("{\"aiLevel\":3}", "{}"),
        ("{\"aiLevel\":3}", "{\"user\":{},\"rating\":5}"),
        ("{\"aiLevel\":3}", "null"),
        ("{\"aiLevel\":3}", "{\"user\":{\"name\":\"B\",\"id\":\"b\",\"title\":\"GM\"},\"rating\":1,\"provisional\":true}"),
        ("\"id\":\"ann\"", "\"id\":\"Ann\""),
        ("\"user\":{\"name\":\"Ann\",\"id\":\"ann\"}", "\"user\":{\"name\":\"Ann\",\"a\":{\"b\":{\"c\":{\"d\":{}}}}}"),
        ("\"name\":\"Ann\"", "\"name\":\"\\u00c4nn\""),
        ("\"name\":\"Ann\"", "\"name\":\"Änn\\n\""),
        ("\"ratingDiff\":-17", "\"ratingDiff\":-017e0"),
        ("\"ratingDiff\":-17", "\"ratingDiff\":+17"),
        ("\"ratingDiff\":-17", "\"ratingDiff\":-17,\"analysis\":{\"acpl\":56,\"x\":{\"=\":1}}"),
        ("\"winner\":\"black\"", "\"winner\":\"both\""),
        ("\"winner\":\"black\",", ""),
        ("\"status\":\"mate\"", "\"status\":\"checkmate\""),
        ("\"status\":\"mate\"", "\"status\":\"outoftime\""),
        ("\"status\":\"mate\"", "\"status\":\"unknownFinish\""),
        ("\"createdAt\":1767074428205", "\"createdAt\":-1"),
        ("\"createdAt\":1767074428205", "\"createdAt\":253402300799999"),
        ("\"createdAt\":1767074428205", "\"createdAt\":-62135596799999"),
        ("\"lastMoveAt\":1767075204174", "\"lastMoveAt\":0"),
        ("\"totalTime\":420", "\"totalTime\":421"),
        ("\"initial\":300", "\"initial\":2147483647"),
        ("\"increment\":3", "\"increment\":2147483647"),
        ("\"totalTime\":420", "\"totalTime\":85899346180"),
        ("\"rated\":true", "\"rated\":false"),
        ("\"variant\":\"standard\",", ""),
        ("\"perf\":\"blitz\"", "\"perf\":\"ultraBullet\""),
        ("\"perf\":\"blitz\"", "\"=\":\"i\""),
        ("\"eco\":\"A00\"", "\"eco\":\"\""),
    ];

    [Fact]
    public async Task ChessCom_UsualRecord_HasNothingTwice()
    {
        var row = Assert.Single(await StoreAsync(ChessCom));

        Assert.Equal(ChessCom, row["game_record"]);
        Assert.Equal(
            "{\"=\":\"l\",\"pgn\":\"[=.]\\n\\n=\",\"=\":\"cnm\",\"accuracies\":{\"white\":85.06,\"black\":81.91},\"tcn\":\"mC0Kgv5Qbs!TfA9I\",\"=\":\"ih\","
            + "\"fen\":\"8/8/2k5/Kq6/8/8/8/8 w - -\",\"=\":\"kv\",\"white\":{\"=\":\"WXAw\",\"uuid\":\"e334fc58-ac5d-11eb-a49c-6372aa593071\"},"
            + "\"black\":{\"=\":\"BYCb\",\"uuid\":\"0e39eb52-6adc-11eb-997b-ab34fe25d57d\"},\"=\":\"u\"}",
            row["raw"]);
        Assert.Equal("59530 419400 10 4320000", row["clocks"]);
    }

    [Fact]
    public async Task Lichess_UsualRecord_HasNothingTwice()
    {
        var row = Assert.Single(await StoreAsync(Lichess));

        Assert.Equal(Lichess, row["game_record"]);
        Assert.Equal(
            "{\"=\":\"imvspngt\",\"source\":\"pool\",\"players\":{\"white\":{\"user\":{\"=\":\"wa\"},\"=\":\"WD\"},\"black\":{\"aiLevel\":3}},"
            + "\"=\":\"x\",\"opening\":{\"=\":\"eo\",\"ply\":4},\"=\":\"zk\",\"clock\":{\"=\":\"ICT\"}}",
            row["raw"]);
        Assert.Equal("30003 30003 29955 0", row["clocks"]);
    }

    [Fact]
    public async Task ChessCom_AnyForm_ComesBack() => await CheckAsync(ChessCom, ChessComChanges);

    [Fact]
    public async Task Lichess_AnyForm_ComesBack() => await CheckAsync(Lichess, LichessChanges);

    [Theory]
    [InlineData(ChessCom, 1)]
    [InlineData(Lichess, 2)]
    public async Task MangledRecords_ComeBack(string usual, int seed)
    {
        var dice = new Random(seed);
        string[] pieces =
        [
            "\"", "\\\"", "\\n", "\\\\", "\\u0041", "\\ud800", "{", "}", "[", "]", ",", ":", " ", "0", "1", "=", ".", "-", "ß", "[=.]\\n", "\"=\":\"l\",", "\\n\\n=",
            "\"pgn\":\"\",", "\"moves\":\"\",", "\"clocks\":[],", "null", "{}",
        ];
        var records = new List<string>();
        while (records.Count < 1500)
        {
            var record = usual;
            for (var changes = dice.Next(1, 4); changes > 0; changes--)
            {
                var at = dice.Next(1, record.Length);
                var length = dice.Next(Math.Min(8, record.Length - at));
                var (other, otherLength) = (dice.Next(record.Length), dice.Next(12));
                record = string.Concat(record.AsSpan(0, at), dice.Next(3) switch
                {
                    0 => pieces[dice.Next(pieces.Length)],
                    1 => record.AsSpan(other, Math.Min(otherLength, record.Length - other)),
                    _ => "",
                }, record.AsSpan(at + (dice.Next(2) * length)));
            }

            if (IsObject(record))
                records.Add(record);
        }

        var stored = await StoreAsync([.. records]);

        Assert.InRange(stored.Count, 1000, records.Count);
        AssertSame(records, stored);
        Assert.Contains(stored, row => row["raw_form"] is not null);
    }

    [Fact]
    public async Task GameRecord_WhateverTheSessionIsSetTo_IsTheSame()
    {
        await using var rig = await ImportRig.StartAsync();
        await StoreAsync(rig, ChessCom, Lichess);

        foreach (var setting in (string[])["search_path = ''", "standard_conforming_strings = off", "timezone = 'Asia/Kathmandu'", "datestyle = 'German'"])
        {
            await using var connection = await rig.Pool.OpenConnectionAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = $"BEGIN; SET LOCAL {setting}";
            await command.ExecuteNonQueryAsync();
            command.CommandText = "SELECT public.game_record(g) FROM public.games g ORDER BY platform";
            var records = new List<string>();
            await using (var reader = await command.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                    records.Add(reader.GetString(0));
            }

            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync();
            Assert.Equal([ChessCom, Lichess], records);
        }
    }

    [Fact]
    public async Task ProcessOfAnEarlierVersion_StillWrites()
    {
        await using var rig = await ImportRig.StartAsync();
        await using var connection = await rig.Pool.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        // What it does: a stage of the table's form, filled without the columns that came later.
        command.CommandText = """
            BEGIN;
            CREATE TEMPORARY TABLE games_stage (LIKE games INCLUDING COMPRESSION) ON COMMIT DROP;
            INSERT INTO games_stage
                (user_id, platform, provider_game_id, import_id, played_at, rated, speed, variant, time_control, result, termination, moves, url, raw)
            VALUES ('ann', 'lichess', 'a', gen_random_uuid(), now(), true, 'blitz', 'standard', '-', '*', 'unknown', '', '', '{"id":"a"}');
            INSERT INTO games SELECT * FROM games_stage;
            COMMIT;
            SELECT g.game_record FROM games g
            """;

        Assert.Equal("{\"id\":\"a\"}", await command.ExecuteScalarAsync());
    }

    static async Task CheckAsync(string usual, (string Usual, string Instead)[] changes)
    {
        Assert.All(changes, change => Assert.Contains(change.Usual, usual, StringComparison.Ordinal));
        var records = changes.Select(change => usual.Replace(change.Usual, change.Instead, StringComparison.Ordinal)).ToArray();

        var rows = await StoreAsync(records);

        // What is no JSON is no game; all else here is one.
        Assert.Equal(records.Count(IsObject), rows.Count);
        AssertSame(records, rows);
    }

    static void AssertSame(IReadOnlyList<string> records, IEnumerable<Dictionary<string, object?>> rows) =>
        Assert.All(rows, row => Assert.Equal(records[int.Parse(((string)row["user_id"]!)[1..], null)], row["game_record"]));

    static bool IsObject(string record)
    {
        try
        {
            using var document = JsonDocument.Parse(record);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Each under a player of its own, because mangled games have the same id; those that are games.
    static async Task<List<Dictionary<string, object?>>> StoreAsync(params string[] records)
    {
        await using var rig = await ImportRig.StartAsync();
        return await StoreAsync(rig, records);
    }

    static async Task<List<Dictionary<string, object?>>> StoreAsync(ImportRig rig, params string[] records)
    {
        var rows = new CopyBuffer();
        rows.Begin();
        for (var i = 0; i < records.Length; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(records[i]);
            var user = $"p{i}";
            using var chessCom = records[i].Contains("\"url\"", StringComparison.Ordinal) || records[i].Contains("\"pgn\"", StringComparison.Ordinal)
                ? new ChessComFormat(user, Guid.NewGuid())
                : null;
            GameFormat format = chessCom is null ? new LichessFormat(user, Guid.NewGuid()) : chessCom;
            if (!format.TryParse(bytes, out var game, out _))
                continue;
            try
            {
                format.Encode(ref game, bytes, rows);
            }
            catch (FormatException)
            {
                // Half of a surrogate pair is no text: such a record is skipped.
            }
        }

        rows.End();
        var target = new ImportTarget(Guid.NewGuid(), "p0", "chess.com", 0);
        await using (var copied = await rig.Get<GameStore>().CopyAsync(target, rows, 1, CancellationToken.None))
            await copied.CommitAsync(target, new CommitFacts(), true, CancellationToken.None);
        return await rig.RowsAsync("SELECT g.*, g.game_record FROM games g");
    }
}

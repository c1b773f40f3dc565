using System.Text;
using ImportFunctions.Games.ChessCom;
using ImportFunctions.Games.Lichess;
using ImportFunctions.Games.Storage;

namespace FunctionApp.Tests.Games.Import;

/// <summary>Odd records of both providers, through the importer's format and PostgreSQL.</summary>
public sealed class FormatTests
{
    const string Players = "\"players\":{\"white\":{\"user\":{\"name\":\"Ann\",\"id\":\"ann\"},\"rating\":1500},\"black\":{\"user\":{\"name\":\"Bob\",\"id\":\"bob\"},\"rating\":1400}}";
    const string Sides = "\"white\":{\"rating\":1500,\"result\":\"win\",\"username\":\"Ann\"},\"black\":{\"rating\":1400,\"result\":\"resigned\",\"username\":\"Bob\"}";

    [Theory]
    [InlineData("{\"id\":\"a\",\"createdAt\":1700000000000,\"status\":\"mate\",\"players\":{\"white\":{\"aiLevel\":3},\"black\":{\"user\":{\"name\":\"Ann\",\"id\":\"ann\"}}},\"winner\":\"black\"}",
        "white_name=,white_id=,white_ai_level=3,black_id=ann,user_color=black,result=0-1,termination=checkmate,time_control=-,moves=")]
    [InlineData("{\"id\":\"b\",\"createdAt\":1700000000000,\"status\":\"noStart\",\"players\":{\"white\":{},\"black\":{\"user\":{\"name\":\"Ann\",\"id\":\"ann\"}}},\"moves\":\"\"}",
        "white_name=,white_ai_level=,result=*,termination=no_start,ended_at=")]
    [InlineData("{\"id\":\"c\",\"createdAt\":1700000000000,\"lastMoveAt\":1700000009000,\"status\":\"outoftime\"," + Players + ",\"clock\":{\"initial\":180,\"increment\":2,\"totalTime\":260}}",
        "result=1/2-1/2,termination=time,time_control=180+2,initial_seconds=180,increment_seconds=2,white_rating=1500,white_rating_change=,white_rating_after=")]
    [InlineData("{\"id\":\"d\",\"createdAt\":1700000000000,\"status\":\"somethingNew\",\"speed\":\"hyper\",\"variant\":\"duck\",\"future\":[1,{\"x\":null}]," + Players + ",\"daysPerTurn\":3,\"initialFen\":\"8/8 w\"}",
        "result=*,termination=somethingNew,speed=hyper,variant=duck,time_control=1/259200,move_seconds=259200,initial_fen=8/8 w")]
    [InlineData("{\"id\":\"e\",\"createdAt\":1700000000000,\"players\":{\"white\":{\"user\":{\"name\":\"J\\u00f6rg \\ud83d\\ude00\\u0000\",\"id\":\"j\"}}},\"opening\":{\"eco\":\"C65\",\"name\":\"Ruy \\\"Lopez\\\"\"}}",
        "white_name=Jörg 😀,black_name=,opening=Ruy \"Lopez\",eco=C65,termination=unknown,variant=standard")]
    public async Task Lichess_OddRecords_RowAsDocumented(string record, string expected) =>
        await CheckAsync(new LichessFormat("ann", Guid.NewGuid()), record, expected);

    [Theory]
    [InlineData("{\"url\":\"https://www.chess.com/live/game/123?x=1\",\"end_time\":1500000000,\"time_class\":\"blitz\",\"rules\":\"bughouse\",\"time_control\":\"180+2\"," + Sides + "}",
        "provider_game_id=123,moves=,variant=bughouse,initial_seconds=180,increment_seconds=2,result=1-0,termination=resignation,eco=,opening=,initial_fen=")]
    [InlineData("{\"uuid\":\"u-1\",\"url\":\"x\",\"end_time\":1500000000,\"start_time\":1499990000,\"time_class\":\"daily\",\"rules\":\"kingofthehill\",\"time_control\":\"1/86400\",\"initial_setup\":\"\","
        + "\"white\":{\"rating\":900,\"result\":\"kingofthehill\",\"username\":\"Ann\"},\"black\":{\"rating\":901,\"result\":\"win\",\"username\":\"Bob\"}}",
        "provider_game_id=u-1,result=0-1,termination=variant_end,speed=correspondence,variant=kingOfTheHill,move_seconds=86400,initial_fen=,white_rating=,white_rating_after=900")]
    [InlineData("{\"uuid\":\"u-2\",\"end_time\":1500000000,\"initial_setup\":\"8/8/8 w - -\",\"rules\":\"oddschess\",\"pgn\":\"[Event \\\"x\\\"]\\n[ECO \\\"?\\\"]\\n\\n1. e4 {[%clk 0:00:59.9]} 1... e5 2.Nf3 $1 Nc6 3. O-O 1/2-1/2\\n\","
        + "\"white\":{\"rating\":900,\"result\":\"timevsinsufficient\",\"username\":\"Ann\"},\"black\":{\"rating\":901,\"result\":\"timevsinsufficient\",\"username\":\"Bob\"}}",
        "moves=e4 e5 Nf3 Nc6 O-O,result=1/2-1/2,termination=time_insufficient_material,eco=,initial_fen=8/8/8 w - -,variant=oddschess,speed=unknown,time_control=-,url=")]
    public async Task ChessCom_OddRecords_RowAsDocumented(string record, string expected)
    {
        using var format = new ChessComFormat("ann", Guid.NewGuid());
        await CheckAsync(format, record, expected);
    }

    [Theory]
    [InlineData("{\"id\":\"a\",\"createdAt\":17", null)]
    [InlineData("garbage", null)]
    [InlineData("[1]", null)]
    [InlineData("{\"id\":\"a\"} trailing", null)]
    [InlineData("{\"createdAt\":1700000000000}", "no id")]
    [InlineData("{\"id\":5,\"createdAt\":1700000000000}", "no id")]
    [InlineData("{\"id\":\"a\",\"createdAt\":\"yesterday\"}", "no valid createdAt")]
    [InlineData("{\"id\":\"a\",\"createdAt\":99999999999999999}", "no valid createdAt")]
    [InlineData("{\"error\":\"Not found.\"}", "no id")]
    public void Lichess_WhatIsNoGame_SaysWhy(string record, string? reason)
    {
        Assert.False(new LichessFormat("ann", Guid.NewGuid()).TryParse(Encoding.UTF8.GetBytes(record), out _, out var said));
        Assert.Equal(reason, said);
    }

    [Fact]
    public void ChessCom_RatingBefore_FromTheGameInFrontWithinTheMonth()
    {
        using var format = new ChessComFormat("ann", Guid.NewGuid());
        var first = Play(format, 1500, "win", "blitz");
        var bullet = Play(format, 1200, "win", "bullet");
        var second = Play(format, 1492, "resigned", "blitz");
        var impossible = Play(format, 1480, "win", "blitz");
        var after = Play(format, 1488, "win", "blitz");
        format.BeginMonth();
        var fresh = Play(format, 1500, "win", "blitz");

        Assert.Equal((null, null, 1500), first);
        Assert.Equal((null, null, 1200), bullet);
        Assert.Equal((1500, -8, 1492), second);
        Assert.Equal((null, null, 1480), impossible);
        Assert.Equal((1480, 8, 1488), after);
        Assert.Equal((null, null, 1500), fresh);
    }

    static (int? Before, int? Change, int? After) Play(ChessComFormat format, int rating, string result, string speed)
    {
        var other = result == "win" ? "resigned" : "win";
        var record = $$"""
            {"uuid":"u","end_time":1500000000,"rated":true,"time_class":"{{speed}}","rules":"chess",
             "white":{"rating":1000,"result":"{{other}}","username":"Bob"},"black":{"rating":{{rating}},"result":"{{result}}","username":"Ann"} }
            """;
        Assert.True(format.TryParse(Encoding.UTF8.GetBytes(record), out var game, out _));
        return (game.Black.Rating, game.Black.Change, game.Black.After);
    }

    static async Task CheckAsync(GameFormat format, string record, string expected)
    {
        await using var rig = await ImportRig.StartAsync();
        var bytes = Encoding.UTF8.GetBytes(record);
        Assert.True(format.TryParse(bytes, out var game, out var reason), reason);
        var rows = new CopyBuffer();
        rows.Begin();
        format.Encode(ref game, bytes, rows);
        rows.End();
        var target = new ImportTarget(Guid.NewGuid(), "ann", "lichess", 0);
        await using (var copied = await rig.Get<GameStore>().CopyAsync(target, rows, 1, CancellationToken.None))
            await copied.CommitAsync(target, new CommitFacts(), true, CancellationToken.None);

        var row = Assert.Single(await rig.RowsAsync("SELECT g.*, g.game_record FROM games g"));
        Assert.Equal(record, row["game_record"]);
        foreach (var pair in expected.Split(','))
        {
            var (name, value) = (pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            Assert.Equal((name, value), (name, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{row[name]}")));
        }
    }
}

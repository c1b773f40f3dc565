using System.Net;
using System.Text;

namespace ProviderSimulator.Tests;

public sealed class RecordedTests : IAsyncLifetime
{
    // Odd spacing, field order and an older shape on purpose: what is sent must be these very bytes.
    const string Newer =
        """{"id":"aaaaaaa3","createdAt":1700000003000,"rated": true,"players":{"white":{"user":{"name":"SomeBody"}},"black":{}}}""";
    const string Tie =
        """{"id":"aaaaaaa2","rated":false,"createdAt":1700000002000,"größe":"é","players":{"white":{"aiLevel":3},"black":{}}}""";
    const string Twin =
        """{"id":"aaaaaaa1","rated":false,"createdAt":1700000002000,"status":"mate","players":{"white":{},"black":{}}}""";
    const string Oldest =
        """{"id":"aaaaaaa0","rated":true,"createdAt":1600000000000,"tournament":"abc","players":{"white":{},"black":{}}}""";
    const string May =
        """
        { "games": [ {"url":"https://www.chess.com/live/game/77","white":{"username":"SOMEbody"},"black":{"username":"x"}},
         {"url":"https://www.chess.com/game/live/78","uuid":"u-78","white":{"username":"SOMEbody"},"black":{"username":"x"}} ] }

        """;

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recorded-");
    SimulatorClient _client = null!;

    public async Task InitializeAsync()
    {
        var lichess = _folder.CreateSubdirectory("lichess").FullName;
        var chessCom = _folder.CreateSubdirectory("chesscom").CreateSubdirectory("SomeBody").FullName;
        await File.WriteAllTextAsync(Path.Combine(lichess, "SomeBody.ndjson"), $"{Newer}\n{Tie}\n{Twin}\n\n{Oldest}\n{{\"id\":\"brok");
        await File.WriteAllTextAsync(Path.Combine(chessCom, "2018-05.json"), May);
        await File.WriteAllTextAsync(Path.Combine(chessCom, "2018-06.json"), "{\"games\":[]}");
        _client = await SimulatorClient.StartAsync(new SimulatorOptions { RecordedFolder = _folder.FullName });
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        _folder.Delete(true);
    }

    [Theory]
    [InlineData("somebody", new[] { Newer, Tie, Twin, Oldest })]
    [InlineData("SOMEBODY?sort=dateAsc", new[] { Oldest, Twin, Tie, Newer })]
    [InlineData("somebody?since=1700000002000", new[] { Newer, Tie, Twin })]
    [InlineData("somebody?until=1700000003000", new[] { Tie, Twin, Oldest })]
    [InlineData("somebody?until=1700000003000&since=1600000000001", new[] { Tie, Twin })]
    [InlineData("somebody?max=2", new[] { Newer, Tie })]
    [InlineData("somebody?rated=true", new[] { Newer, Oldest })]
    [InlineData("somebody?moves=false&clocks=true", new[] { Newer, Tie, Twin, Oldest })]
    public async Task Export_OfARecordedPlayer_IsTheRecordedBytes(string request, string[] lines) =>
        Assert.Equal(string.Concat(lines.Select(line => line + "\n")), Encoding.UTF8.GetString(await _client.ExportBytesAsync(request)));

    [Fact]
    public async Task Month_OfARecordedPlayer_IsTheRecordedBytes()
    {
        Assert.Equal(["/pub/player/somebody/games/2018/05"], await _client.ArchivesAsync("SomeBODY"));
        Assert.Equal(May, await _client.Http.GetStringAsync("/pub/player/SOMEBODY/games/2018/05"));
        Assert.Equal("{\"games\":[]}", await _client.Http.GetStringAsync("/pub/player/somebody/games/2019/05"));
    }

    [Fact]
    public async Task Truth_OfRecordedPlayers_ListsUuidsAndElseNumbers()
    {
        Assert.Equal(["aaaaaaa0", "aaaaaaa1", "aaaaaaa2", "aaaaaaa3"], (await _client.TruthAsync("lichess", "somebody")).Order());
        Assert.Equal(["77", "u-78"], await _client.TruthAsync("chess.com", "somebody"));
    }

    [Fact]
    public async Task Players_WithoutAFile_AreUnknown()
    {
        using var lichess = await _client.Http.SendAsync(SimulatorClient.Export("anna-100"));
        using var chessCom = await _client.Http.GetAsync("/pub/player/anna-100/games/archives");
        using var truth = await _client.Http.GetAsync("/_players/lichess/anna-100/ids");

        Assert.Equal(HttpStatusCode.NotFound, lichess.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, chessCom.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, truth.StatusCode);
    }

    [Fact]
    public async Task Account_OfARecordedPlayer_HasTheNameAsShown() =>
        Assert.Equal("SomeBody", (await _client.JsonAsync("/api/user/somebody")).GetProperty("username").GetString());

    [Fact]
    public async Task Start_WithAFolderThatIsNot_SaysSo()
    {
        var options = new SimulatorOptions { RecordedFolder = "/no/such/folder" };

        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => SimulatorHost.StartAsync(options));
    }
}

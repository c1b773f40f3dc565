using AppHost.Demo;

namespace AppHost.Tests;

public sealed class DemoPlayerTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("import-functions-test-").FullName;

    [Theory]
    [InlineData(4, 4, 2, 2)]
    [InlineData(1, 5, 1, 3)]
    [InlineData(5, 1, 3, 1)]
    [InlineData(0, 2, 0, 2)]
    [InlineData(1, 0, 1, 0)]
    public void Recorded_Folder_TakesUpToFourOfBothProviders(int lichess, int chessCom, int ofLichess, int ofChessCom)
    {
        for (var player = 0; player < lichess; player++)
            Write("lichess", $"player{player}.ndjson");
        for (var player = 0; player < chessCom; player++)
            Write("chesscom", $"player{player}", "2024-01.json");

        var players = DemoPlayer.Recorded(_folder);

        Assert.Equal(ofLichess, players.Count(static player => player.Platform == "lichess"));
        Assert.Equal(ofChessCom, players.Count(static player => player.Platform == "chess.com"));
        Assert.Equal(players.Count, players.Distinct().Count());
    }

    [Fact]
    public void Recorded_EmptyFolder_SaysWhatIsMissing()
        => Assert.Contains("lichess/NAME.ndjson", Assert.Throws<ArgumentException>(() => DemoPlayer.Recorded(_folder)).Message);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    void Write(params string[] path)
    {
        var file = Path.Combine([_folder, .. path]);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
    }
}

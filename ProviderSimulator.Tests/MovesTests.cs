using ProviderSimulator.Chess;
using ProviderSimulator.Players;

namespace ProviderSimulator.Tests;

public sealed class MovesTests
{
    [Fact]
    public async Task Export_MovesOfNormalGames_AreLegalAndFitTheEnding()
    {
        await using var client = await SimulatorClient.StartAsync();
        var mates = 0;
        foreach (var game in await client.GamesAsync("anna-480"))
        {
            if (LichessExportTests.Text(game, "variant") == "crazyhouse") continue;
            var fen = LichessExportTests.Text(game, "initialFen") ?? Board.StandardFen;
            var moves = MoveSequence.Replay(game.GetProperty("moves").GetString()!, null, null, null, 0, fen: fen);
            Assert.Equal(game.GetProperty("moves").GetString(), moves.Moves);
            if (game.GetProperty("status").GetString() != "mate") continue;
            mates++;
            Assert.True(moves.EndsInMate);
            Assert.Equal(moves.San.Count % 2 == 1 ? "white" : "black", game.GetProperty("winner").GetString());
        }

        Assert.True(mates > 30);
    }

    [Fact]
    public void Library_HistoricalGames_ReplayToTheirKnownEnds()
    {
        var library = MoveLibrary.Shared;

        Assert.True(library.All.Count >= 20);
        Assert.Equal("1n1Rkb1r/p4ppp/4q3/4p1B1/4P3/8/PPP2PPP/2K5 b k - 1 17", library.All[0].FinalFen);
        Assert.True(library.All[0].EndsInMate);
        Assert.True(library.Stalemate.EndsInStalemate);
    }

    [Theory]
    [InlineData("e4 e5 Qh5 Nc6 Bc4 Nf6 Qxf7#", "mC0KdN5QfA!TN1")]
    [InlineData("e4 Nf6 e5 d5 exd6", "mC!TCKZJKR")]
    public void Tcn_OfMoves_IsAsRecorded(string moves, string tcn) =>
        Assert.Equal(tcn, MoveSequence.Replay(moves, null, null, null, 0).Tcn);

    [Fact]
    public void Tcn_OfPromotionsAndDrops_UsesTheUpperCharacters()
    {
        Assert.Equal(('W', '~'), Tcn.Encode(new Move(48, 56, 'Q')));
        Assert.Equal(('&', 'C'), Tcn.Encode(new Move(-1, 28, 'Q')));
        Assert.Equal(('=', 'C'), Tcn.Encode(new Move(-1, 28, 'P')));
    }

    [Fact]
    public void Board_IllegalMove_IsRefused() => Assert.Throws<FormatException>(() => new Board().Parse("Nd4"));
}

namespace ProviderSimulator.Players;

/// <summary>Somebody that a generated player meets.</summary>
/// <param name="Name">Name as shown.</param>
/// <param name="LichessUser">The <c>"user":{…}</c> member of a Lichess side.</param>
/// <param name="ChessComSide">The end of a Chess.com side: address, name and uuid.</param>
sealed record Opponent(string Name, byte[] LichessUser, byte[] ChessComSide);

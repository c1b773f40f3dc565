namespace ProviderSimulator.ChessCom;

/// <summary>The constant stretches of a game's JSON.</summary>
/// <param name="HasPgn">False for bughouse.</param>
/// <param name="Position">PGN tags from the final position to the opening.</param>
/// <param name="Termination">How the game ended, to follow the winner's name (or to stand alone in a draw).</param>
/// <param name="WhiteWon">Who won; null for nobody.</param>
/// <param name="Moves">The moves with clocks and the result, escaped for JSON.</param>
/// <param name="Accuracies">The accuracies member, or nothing.</param>
/// <param name="Setup">Setup and final position, or nothing.</param>
/// <param name="Tcn">The tcn member, or nothing.</param>
/// <param name="HasUuid">Whether the game and its sides carry uuids.</param>
/// <param name="Class">Speed and rules.</param>
/// <param name="WhiteResult">White's result code.</param>
/// <param name="BlackResult">Black's result code.</param>
/// <param name="Tail">Opening, events and the closing brace.</param>
sealed record ChessComTemplate(
    bool HasPgn, byte[] Position, byte[] Termination, bool? WhiteWon, byte[] Moves, byte[] Accuracies, byte[] Setup, byte[] Tcn,
    bool HasUuid, byte[] Class, byte[] WhiteResult, byte[] BlackResult, byte[] Tail);

namespace ProviderSimulator.Lichess;

/// <summary>The constant stretches of a game's JSON, in the order in which they are written.</summary>
/// <param name="Head">From after the id to before the time of creation.</param>
/// <param name="Middle">From after the time of the last move to before white's side.</param>
/// <param name="Result">From after black's side to after the winner.</param>
/// <param name="Opening">The opening, or nothing.</param>
/// <param name="Moves">The moves.</param>
/// <param name="Clocks">The clock after each move, or nothing.</param>
/// <param name="Tail">The rest, with the line's end.</param>
sealed record LichessTemplate(byte[] Head, byte[] Middle, byte[] Result, byte[] Opening, byte[] Moves, byte[] Clocks, byte[] Tail);

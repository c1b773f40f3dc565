namespace ProviderSimulator.Lichess;

/// <summary>What a game of the pattern is to be, before its moves and outcome are chosen.</summary>
/// <param name="Kind">Which sort.</param>
/// <param name="Speed">Speed by Lichess' name.</param>
/// <param name="Variant">Variant by Lichess' name.</param>
/// <param name="Perf">Rating list: the speed, or the variant where it is not the normal game.</param>
/// <param name="Rated">Whether ratings change.</param>
/// <param name="Initial">Seconds on the clock; 0 for correspondence.</param>
/// <param name="Increment">Seconds added a move.</param>
sealed record LichessPlan(LichessKind Kind, string Speed, string Variant, string Perf, bool Rated, int Initial, int Increment);

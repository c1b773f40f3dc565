namespace ImportFunctions.Games.ChessCom;

/// <summary>One tag of a PGN as a place in its bytes: <c>[Name \"value\"]\n</c>.</summary>
/// <param name="Letter">What stands for it where a column tells its value.</param>
/// <param name="Start">Where its line begins.</param>
/// <param name="Value">Where its value begins.</param>
/// <param name="Length">Of the value.</param>
readonly record struct PgnTag(byte Letter, int Start, int Value, int Length);

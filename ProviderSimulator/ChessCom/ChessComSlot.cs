namespace ProviderSimulator.ChessCom;

/// <summary>One game of the pattern: everything but ids, times, names and ratings is rendered ahead, for either colour.</summary>
/// <param name="Plan">What it is.</param>
/// <param name="RatingOffset">The player's rating before the game, relative to its base in that list.</param>
/// <param name="Change">The player's change.</param>
/// <param name="OpponentOffset">The opponent's rating before the game relative to the player's.</param>
/// <param name="Duration">From the first to the last move, ms.</param>
/// <param name="AsWhite">Rendered for the player as white.</param>
/// <param name="AsBlack">Rendered for the player as black.</param>
sealed record ChessComSlot(
    ChessComPlan Plan, int RatingOffset, int Change, int OpponentOffset, long Duration, ChessComTemplate AsWhite, ChessComTemplate AsBlack);

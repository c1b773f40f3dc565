namespace ProviderSimulator.Players;

/// <summary>A game that a player finished after the simulator was first asked for its games.</summary>
/// <param name="Index">Which game of the player; not used by another.</param>
/// <param name="Time">The time that the provider sorts by, ms since 1970.</param>
/// <param name="Slot">Which game of the pattern it is made from; null for the one that the index leads to.</param>
/// <param name="EndTime">The other end of the game, ms since 1970, where it is not the pattern's.</param>
sealed record AddedGame(int Index, long Time, int? Slot, long? EndTime);

namespace ProviderSimulator.Players;

/// <summary>A game of a generated player and when it was.</summary>
/// <param name="Index">Which game of the player: its ids and opponents follow from it.</param>
/// <param name="Time">The time that the provider sorts by, ms since 1970: beginning on Lichess, end on Chess.com.</param>
/// <param name="Slot">Which game of the pattern it is made from.</param>
/// <param name="Other">The other end of the game, ms since 1970, where it is not the pattern's.</param>
readonly record struct TimedGame(int Index, long Time, int Slot, long? Other);

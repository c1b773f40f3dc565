namespace ImportFunctions.Games.Storage;

/// <summary>What became of a batch's rows.</summary>
/// <param name="Games">New games.</param>
/// <param name="Above">Those of them that are at or above the target's floor.</param>
/// <param name="Own">Games that this very run had put there before.</param>
readonly record struct InsertedRows(int Games, int Above, int Own);

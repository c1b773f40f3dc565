namespace ImportFunctions.Games.Runs;

/// <summary>How many imports are not over.</summary>
/// <param name="Queued">Imports that wait for a slot, counted up to a limit.</param>
/// <param name="Importing">Imports that work, counted up to the number of slots.</param>
public sealed record UnfinishedCounts(int Queued, int Importing);

namespace ImportFunctions.Games.Runs;

/// <summary>How often a player was imported lately.</summary>
/// <param name="Count">Imports of this player that began within the last hour, counted up to the limit.</param>
/// <param name="UntilOldestLeaves">How long until the oldest of those is an hour old; null when there are none.</param>
public sealed record RecentRuns(int Count, TimeSpan? UntilOldestLeaves);

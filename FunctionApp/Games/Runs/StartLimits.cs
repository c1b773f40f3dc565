namespace ImportFunctions.Games.Runs;

/// <summary>What speaks against starting another import now.</summary>
/// <param name="RecentRuns">Imports of this player that began within the last hour, counted up to the limit.</param>
/// <param name="UntilOldestLeaves">How long until the oldest of those is an hour old; null when there are none.</param>
/// <param name="QueuedRuns">Imports that wait for a slot, counted up to the limit.</param>
/// <param name="ImportingRuns">Imports that work, counted up to the number of slots.</param>
public sealed record StartLimits(int RecentRuns, TimeSpan? UntilOldestLeaves, int QueuedRuns, int ImportingRuns);

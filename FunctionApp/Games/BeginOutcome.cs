namespace ImportFunctions.Games;

/// <summary>
/// The result of the activity that adds a run's row: the settings that the run keeps. An orchestration must not read settings itself,
/// as they may have changed when it is replayed.
/// </summary>
/// <param name="TimeLimit">How long the import may work once it has its slot.</param>
/// <param name="RanBefore">Whether another run was made of the schedule's start, so that this one is to end.</param>
/// <param name="ProviderPatience">For how long it waits for a provider that lets nothing through; null for the default.</param>
public sealed record BeginOutcome(TimeSpan TimeLimit, bool RanBefore = false, TimeSpan? ProviderPatience = null);

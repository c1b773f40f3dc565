namespace ImportFunctions.Games;

/// <summary>The input of the activity that stops a run's pages.</summary>
/// <param name="RunId">The run.</param>
public sealed record StopWork(Guid RunId);

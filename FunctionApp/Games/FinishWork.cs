using ImportFunctions.Progress;

namespace ImportFunctions.Games;

/// <summary>The input of the activity that closes a run's row.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Status">One of the last states of <see cref="ImportStatus"/>.</param>
/// <param name="Error">Why it failed; null unless it did.</param>
public sealed record FinishWork(Guid RunId, string Status, ProgressError? Error);

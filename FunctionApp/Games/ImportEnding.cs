using ImportFunctions.Progress;

namespace ImportFunctions.Games;

/// <summary>How an import ends.</summary>
/// <param name="Status">One of the last states of <see cref="ImportStatus"/>.</param>
/// <param name="Error">Why it failed; null unless it did.</param>
/// <param name="Finished">The figures of the run when its row is closed already; null when that is still to be done.</param>
sealed record ImportEnding(string Status, ProgressError? Error = null, FinishOutcome? Finished = null)
{
    public static readonly ImportEnding Completed = new(ImportStatus.Completed);

    public static readonly ImportEnding Cancelled = new(ImportStatus.Cancelled);

    public static ImportEnding Failed(string code, string message, bool retryable) =>
        new(ImportStatus.Failed, new ProgressError(code, message, retryable));

    public static ImportEnding Failed(ImportError error) => Failed(error.Code, error.Message, error.Retryable);
}

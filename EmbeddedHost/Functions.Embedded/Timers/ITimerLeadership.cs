namespace Functions.Embedded.Timers;

/// <summary>Held by the one process that runs timers; given up when disposed.</summary>
interface ITimerLeadership : IAsyncDisposable
{
    /// <summary>Completes, with or without an exception, when the leadership is lost.</summary>
    Task WaitForLossAsync(CancellationToken cancellation);
}

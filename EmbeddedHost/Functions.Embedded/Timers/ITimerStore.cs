namespace Functions.Embedded.Timers;

/// <summary>Remembers timers, and elects the process that runs them.</summary>
interface ITimerStore : IAsyncDisposable
{
    /// <summary>Makes the store ready for use.</summary>
    Task PrepareAsync(CancellationToken cancellation);

    /// <summary>Tries to become the one process of the application that runs timers.</summary>
    /// <returns>The leadership; null while another process has it.</returns>
    Task<ITimerLeadership?> TryLeadAsync(CancellationToken cancellation);

    Task<TimerState?> GetAsync(string function, CancellationToken cancellation);

    Task PutAsync(string function, TimerState state, CancellationToken cancellation);
}

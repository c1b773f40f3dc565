using System.Collections.Concurrent;

namespace Functions.Embedded.Timers;

/// <summary>Timers of an application without a database: nothing survives the process, and every process runs them.</summary>
sealed class MemoryTimerStore : ITimerStore
{
    readonly ConcurrentDictionary<string, TimerState> _states = new();

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<ITimerLeadership?> TryLeadAsync(CancellationToken cancellation) => Task.FromResult<ITimerLeadership?>(new Leadership());

    public Task<TimerState?> GetAsync(string function, CancellationToken cancellation) =>
        Task.FromResult(_states.GetValueOrDefault(function));

    public Task PutAsync(string function, TimerState state, CancellationToken cancellation)
    {
        _states[function] = state;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    sealed class Leadership : ITimerLeadership
    {
        public Task WaitForLossAsync(CancellationToken cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

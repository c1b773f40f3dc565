namespace FunctionApp.Tests.Database;

/// <summary>A clock whose first pause is over at once, and whose second one lasts until it is told to go on.</summary>
sealed class Pauses : TimeProvider
{
    readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _count;

    /// <summary>Completes when the second pause begins.</summary>
    public Task Second => _second.Task;

    /// <summary>Ends the second pause.</summary>
    public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (Interlocked.Increment(ref _count) != 2)
            return base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
        _second.TrySetResult();
        var timer = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        GoOn.Task.ContinueWith(_ => timer.Change(TimeSpan.Zero, period), TaskScheduler.Default);
        return timer;
    }
}

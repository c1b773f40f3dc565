namespace DurableTask.Postgres.Engine;

/// <summary>Calls back when something is due: one system timer for any number of durable ones.</summary>
sealed class TimerQueue : IDisposable
{
    /// <summary>System timers take at most about 49 days; waking up early and looking again costs nothing.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    readonly TimeProvider _time;
    readonly Lock _gate = new();
    readonly PriorityQueue<Action, DateTime> _due = new();
    readonly ITimer _timer;
    bool _disposed;

    public TimerQueue(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls <paramref name="action"/> at <paramref name="due"/> (UTC) or as soon as possible after it, on a pool thread.</summary>
    public void Schedule(DateTime due, Action action)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            var first = !_due.TryPeek(out _, out var next) || due < next;
            _due.Enqueue(action, due);
            if (first)
            {
                Arm(due);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _due.Clear();
        }

        _timer.Dispose();
    }

    void Fire()
    {
        List<Action> actions = [];
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            var now = _time.GetUtcNow().UtcDateTime;
            while (_due.TryPeek(out var action, out var due))
            {
                if (due > now)
                {
                    Arm(due);
                    break;
                }

                _due.Dequeue();
                actions.Add(action);
            }
        }

        foreach (var action in actions)
        {
            action();
        }
    }

    void Arm(DateTime due)
    {
        var wait = due - _time.GetUtcNow().UtcDateTime;
        // Timers count whole milliseconds: rounding up, none fires before its time and spins.
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(wait.TotalMilliseconds, LongestWait.TotalMilliseconds)));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}

namespace DurableTask.Postgres.Engine;

/// <summary>Calls back when something is due: one system timer for any number of durable ones.</summary>
sealed class TimerQueue : IDisposable
{
    /// <summary>System timers take at most about 49 days; waking up early and looking again costs nothing.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    readonly TimeProvider _time;
    readonly Lock _gate = new();
    readonly PriorityQueue<Entry, DateTime> _due = new();
    readonly ITimer _timer;
    int _cancelled;
    bool _disposed;

    public TimerQueue(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls <paramref name="action"/> at <paramref name="due"/> (UTC) or as soon as possible after it, on a pool thread.</summary>
    /// <returns>What <see cref="Cancel"/> takes.</returns>
    public Entry Schedule(DateTime due, Action action)
    {
        var entry = new Entry(action);
        lock (_gate)
        {
            if (_disposed)
            {
                return entry;
            }

            var first = !_due.TryPeek(out _, out var next) || due < next;
            _due.Enqueue(entry, due);
            if (first)
            {
                Arm(due);
            }
        }

        return entry;
    }

    /// <summary>
    /// Gives an entry up. It lets go of what it holds at once; its place is taken out of the queue together with others', once they are the
    /// greater part of it, so that timeouts which are never reached cost no more than those that are.
    /// </summary>
    public void Cancel(Entry entry)
    {
        lock (_gate)
        {
            if (entry.Action is null)
            {
                return;
            }

            entry.Action = null;
            if (++_cancelled < 1000 || _cancelled * 2 < _due.Count)
            {
                return;
            }

            var kept = _due.UnorderedItems.Where(i => i.Element.Action is not null).ToList();
            _due.Clear();
            _due.EnqueueRange(kept);
            _cancelled = 0;
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
            while (_due.TryPeek(out var entry, out var due))
            {
                if (due > now)
                {
                    Arm(due);
                    break;
                }

                _due.Dequeue();
                if (entry.Action is { } action)
                {
                    actions.Add(action);
                    entry.Action = null;
                }
                else
                {
                    _cancelled--;
                }
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

    /// <summary>Something that is due.</summary>
    public sealed class Entry(Action action)
    {
        internal Action? Action { get; set; } = action;
    }
}

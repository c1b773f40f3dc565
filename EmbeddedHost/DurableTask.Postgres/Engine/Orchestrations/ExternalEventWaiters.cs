using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>
/// Matches external events with the code that waits for them, by name without regard to case. An event goes to the newest waiter, so
/// that waiters which were given up (a timeout in a loop) do not swallow it; events that nobody waits for are kept in order.
/// </summary>
sealed class ExternalEventWaiters
{
    readonly Dictionary<string, List<(PendingTask Waiter, Type Type)>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    readonly List<(string Name, string? Payload)> _buffered = [];

    /// <summary>Events that nobody has waited for yet, oldest first.</summary>
    public IReadOnlyList<(string Name, string? Payload)> Buffered => _buffered;

    public Task<T> Wait<T>(string name, DataConverter converter, CancellationToken cancellation)
    {
        var waiter = new PendingTask<T>(converter);
        if (_waiters.TryGetValue(name, out var waiting))
        {
            waiting.RemoveAll(w => w.Waiter.IsCompleted);
            if (waiting.Count > 0 && waiting[0].Type != typeof(T))
            {
                throw new ArgumentException(
                    $"Event '{name}' is already awaited as {waiting[0].Type.FullName}; all waiters of one name must use the same type, not {typeof(T).FullName}.");
            }
        }

        var index = _buffered.FindIndex(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            var payload = _buffered[index].Payload;
            _buffered.RemoveAt(index);
            waiter.Complete(payload);
            return waiter.Task;
        }

        if (cancellation.IsCancellationRequested)
        {
            waiter.TryCancel(cancellation);
            return waiter.Task;
        }

        if (waiting is null)
        {
            _waiters[name] = waiting = [];
        }

        waiting.Add((waiter, typeof(T)));
        if (cancellation.CanBeCanceled)
        {
            var registration = cancellation.Register(() => waiter.TryCancel(cancellation));
            _ = waiter.Task.ContinueWith(
                static (_, state) => ((CancellationTokenRegistration)state!).Dispose(),
                registration,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        return waiter.Task;
    }

    public void Raise(string name, string? payload)
    {
        if (_waiters.TryGetValue(name, out var waiting))
        {
            while (waiting.Count > 0)
            {
                var (waiter, _) = waiting[^1];
                waiting.RemoveAt(waiting.Count - 1);
                if (!waiter.IsCompleted)
                {
                    waiter.Complete(payload);
                    return;
                }
            }
        }

        _buffered.Add((name, payload));
    }
}

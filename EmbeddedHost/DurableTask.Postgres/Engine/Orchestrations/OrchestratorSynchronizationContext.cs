namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>
/// Runs the continuations of orchestrator code one after another on the thread of the current step, so that their order is that of the
/// history. A continuation that arrives outside a step comes from something that is no durable task.
/// </summary>
sealed class OrchestratorSynchronizationContext(Action strayContinuation) : SynchronizationContext
{
    readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    bool _inStep;

    /// <summary>Whether the calling thread is the one that runs the current step.</summary>
    public bool IsCurrent => Current == this;

    /// <summary>Runs orchestrator code and everything that it posts until nothing is left to run.</summary>
    public void Run(Action action)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        lock (_queue)
        {
            _inStep = true;
        }

        try
        {
            action();
            while (TryTake(out var callback, out var state))
            {
                callback(state);
            }
        }
        finally
        {
            lock (_queue)
            {
                _inStep = false;
            }

            SetSynchronizationContext(previous);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            if (_inStep && Current == this)
            {
                _queue.Enqueue((d, state));
                return;
            }
        }

        strayContinuation();
    }

    public override void Send(SendOrPostCallback d, object? state)
        => throw new NotSupportedException("Orchestrator code can't be called synchronously from another thread.");

    public override SynchronizationContext CreateCopy() => this;

    bool TryTake(out SendOrPostCallback callback, out object? state)
    {
        lock (_queue)
        {
            if (_queue.TryDequeue(out var entry))
            {
                (callback, state) = entry;
                return true;
            }
        }

        (callback, state) = (static _ => { }, null);
        return false;
    }
}

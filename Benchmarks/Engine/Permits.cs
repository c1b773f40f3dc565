using Microsoft.DurableTask.Entities;

namespace Benchmarks.Engine;

/// <summary>A semaphore: who gets no permit waits in order, and who gives one back learns who is next.</summary>
sealed class Permits : TaskEntity<PermitsState>
{
    /// <summary>Takes a permit or a place in the queue.</summary>
    /// <returns>Whether there was a permit.</returns>
    public bool Acquire(string instanceId)
    {
        if (State.Free == 0)
        {
            State.Waiting.Enqueue(instanceId);
            return false;
        }

        State.Free--;
        return true;
    }

    /// <summary>Gives a permit back.</summary>
    /// <returns>Who has it now, or <see langword="null"/>.</returns>
    public string? Release()
    {
        if (State.Waiting.TryDequeue(out var next))
            return next;
        State.Free++;
        return null;
    }

    /// <inheritdoc/>
    protected override PermitsState InitializeState(TaskEntityOperation entityOperation) => new();
}

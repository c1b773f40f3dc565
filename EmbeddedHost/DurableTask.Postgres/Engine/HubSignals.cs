using System.Collections.Concurrent;

namespace DurableTask.Postgres.Engine;

/// <summary>Wakes the clients of this process that wait for an instance to start or to finish.</summary>
sealed class HubSignals
{
    readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>A task that completes at the instance's next change. Take it before looking at the instance.</summary>
    public Task NextChange(string instanceId)
        => _waiting.GetOrAdd(instanceId, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Changed(string instanceId)
    {
        if (_waiting.TryRemove(instanceId, out var source))
        {
            source.TrySetResult();
        }
    }

    /// <summary>Something may have changed that nobody named: everybody looks again.</summary>
    public void AllChanged()
    {
        foreach (var id in _waiting.Keys)
        {
            Changed(id);
        }
    }
}

namespace DurableTask.Postgres.Engine;

/// <summary>Wakes the clients of this process that wait for an instance to start or to finish.</summary>
sealed class HubSignals
{
    readonly Lock _gate = new();
    readonly Dictionary<string, List<Subscription>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Begins to watch an instance. Look at the instance after this, then wait, then renew.</summary>
    /// <param name="instanceId">Which.</param>
    /// <param name="onlyEnd">Whether only its end is of interest.</param>
    public Subscription Watch(string instanceId, bool onlyEnd)
    {
        var subscription = new Subscription(this, instanceId, onlyEnd);
        lock (_gate)
        {
            if (!_waiting.TryGetValue(instanceId, out var watchers))
            {
                _waiting[instanceId] = watchers = [];
            }

            watchers.Add(subscription);
        }

        return subscription;
    }

    /// <param name="instanceId">What has changed.</param>
    /// <param name="ended">Whether it has ended.</param>
    public void Changed(string instanceId, bool ended)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(instanceId, out var watchers))
            {
                foreach (var watcher in watchers)
                {
                    if (ended || !watcher.OnlyEnd)
                    {
                        watcher.Signal();
                    }
                }
            }
        }
    }

    /// <summary>Something may have changed that nobody named: everybody looks again.</summary>
    public void AllChanged()
    {
        lock (_gate)
        {
            foreach (var watcher in _waiting.Values.SelectMany(w => w))
            {
                watcher.Signal();
            }
        }
    }

    void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(subscription.InstanceId, out var watchers) && watchers.Remove(subscription) && watchers.Count == 0)
            {
                _waiting.Remove(subscription.InstanceId);
            }
        }
    }

    /// <summary>One client's watch over one instance; ends when disposed.</summary>
    public sealed class Subscription(HubSignals signals, string instanceId, bool onlyEnd) : IDisposable
    {
        TaskCompletionSource _changed = New();

        public string InstanceId => instanceId;

        public bool OnlyEnd => onlyEnd;

        /// <summary>Completes at the next change after the last call of <see cref="Renew"/>.</summary>
        public Task Change => Volatile.Read(ref _changed).Task;

        /// <summary>From here on <see cref="Change"/> is about what happens next.</summary>
        public void Renew()
        {
            if (Change.IsCompleted)
            {
                Volatile.Write(ref _changed, New());
            }
        }

        public void Signal() => Volatile.Read(ref _changed).TrySetResult();

        public void Dispose() => signals.Remove(this);

        static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

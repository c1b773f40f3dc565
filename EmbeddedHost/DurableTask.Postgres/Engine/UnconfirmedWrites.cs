namespace DurableTask.Postgres.Engine;

/// <summary>
/// What clients of this process wrote without learning whether it was committed, because the connection broke before the answer came.
/// Nothing was acknowledged, but it may be in the database, or get there a little later; then the engine has to find it.
/// </summary>
sealed class UnconfirmedWrites(TimeProvider time)
{
    /// <summary>By then a server that had received the statements has executed them, or never will.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    readonly Lock _gate = new();
    readonly Dictionary<long, DateTimeOffset> _messages = [];
    readonly Dictionary<string, DateTimeOffset> _instances = new(StringComparer.Ordinal);
    HashSet<string> _creating = [];

    /// <summary>Whether there is something to look for.</summary>
    public bool Any
    {
        get
        {
            lock (_gate)
            {
                return _messages.Count > 0 || _instances.Count > 0;
            }
        }
    }

    /// <summary>Notes which instances are being created; call with none when that has ended.</summary>
    public void Creating(IEnumerable<string> instanceIds)
    {
        lock (_gate)
        {
            _creating = instanceIds.ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>Notes what may or may not have been committed.</summary>
    public void Add(IEnumerable<long> messageIds, IEnumerable<string> instanceIds)
    {
        var until = time.GetUtcNow() + Longest;
        lock (_gate)
        {
            foreach (var id in messageIds)
            {
                _messages[id] = until;
            }

            foreach (var id in instanceIds)
            {
                _instances[id] = until;
            }
        }
    }

    /// <summary>Whether this process may have created the instance without the engine knowing it yet.</summary>
    public bool MayHaveCreated(string instanceId)
    {
        lock (_gate)
        {
            return _creating.Contains(instanceId) || _instances.ContainsKey(instanceId);
        }
    }

    /// <summary>What to look for; what was looked for long enough is forgotten.</summary>
    public (IReadOnlyList<long> MessageIds, IReadOnlyList<string> InstanceIds) Pending()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            Forget(_messages, now);
            Forget(_instances, now);
            return ([.. _messages.Keys], [.. _instances.Keys]);
        }
    }

    /// <summary>These are committed and taken care of.</summary>
    public void Found(IEnumerable<long> messageIds, IEnumerable<string> instanceIds)
    {
        lock (_gate)
        {
            foreach (var id in messageIds)
            {
                _messages.Remove(id);
            }

            foreach (var id in instanceIds)
            {
                _instances.Remove(id);
            }
        }
    }

    static void Forget<T>(Dictionary<T, DateTimeOffset> pending, DateTimeOffset now)
        where T : notnull
    {
        foreach (var id in pending.Where(p => p.Value < now).Select(p => p.Key).ToList())
        {
            pending.Remove(id);
        }
    }
}

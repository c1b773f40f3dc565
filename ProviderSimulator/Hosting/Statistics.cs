using System.Collections.Concurrent;

namespace ProviderSimulator.Hosting;

/// <summary>What was asked and answered since the start or the last reset.</summary>
sealed class Statistics
{
    readonly ConcurrentDictionary<string, long> _requests = new(), _statuses = new(), _faults = new();
    readonly ConcurrentDictionary<string, long> _running = new(), _mostRunning = new();
    long _connections, _games, _bytes;

    /// <summary>Counts a connection.</summary>
    public void Connected() => Interlocked.Increment(ref _connections);

    /// <summary>Counts a request of a kind and that it runs.</summary>
    public void Begin(string platform, string kind)
    {
        Count(_requests, $"{platform}.{kind}");
        var now = _running.AddOrUpdate(platform, 1, (_, running) => running + 1);
        _mostRunning.AddOrUpdate(platform, now, (_, most) => Math.Max(most, now));
    }

    /// <summary>Counts the end of a request.</summary>
    public void End(string platform, int status)
    {
        _running.AddOrUpdate(platform, 0, (_, running) => running - 1);
        Count(_statuses, $"{platform}.{status}");
    }

    /// <summary>Counts a fault made on purpose.</summary>
    public void Fault(string kind) => Count(_faults, kind);

    /// <summary>Counts games and bytes sent.</summary>
    public void Sent(long games, long bytes)
    {
        Interlocked.Add(ref _games, games);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Begins anew; what runs goes on being counted as running.</summary>
    public void Reset()
    {
        foreach (var counts in (ConcurrentDictionary<string, long>[])[_requests, _statuses, _faults, _mostRunning]) counts.Clear();
        Interlocked.Exchange(ref _connections, 0);
        Interlocked.Exchange(ref _games, 0);
        Interlocked.Exchange(ref _bytes, 0);
    }

    /// <summary>The figures.</summary>
    public object Snapshot() => new
    {
        connections = Interlocked.Read(ref _connections),
        requests = Sorted(_requests),
        statuses = Sorted(_statuses),
        faults = Sorted(_faults),
        running = Sorted(_running),
        most_running = Sorted(_mostRunning),
        games_sent = Interlocked.Read(ref _games),
        bytes_sent = Interlocked.Read(ref _bytes),
    };

    static void Count(ConcurrentDictionary<string, long> counts, string key) => counts.AddOrUpdate(key, 1, (_, count) => count + 1);

    static SortedDictionary<string, long> Sorted(ConcurrentDictionary<string, long> counts) => new(counts, StringComparer.Ordinal);
}

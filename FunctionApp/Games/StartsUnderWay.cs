using System.Collections.Concurrent;

namespace ImportFunctions.Games;

/// <summary>
/// Starts of this process whose import has no row yet. The limit of the queue is counted from the rows, which an import adds for itself a
/// moment after it was started: without these, many requests at once would pass by the limit together.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class StartsUnderWay(TimeProvider time)
{
    // On Azure the row may be added by another process, which cannot say so here.
    static readonly TimeSpan Forget = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<string, (long Number, long Since)> _starts = new();
    long _numbers;
    long _entered;

    /// <summary>How many starts were ever noted; one that is being noted is in <see cref="Count"/> first.</summary>
    public long Entered => Interlocked.Read(ref _entered);

    /// <summary>How many are under way.</summary>
    public int Count => _starts.Count;

    /// <summary>Notes that an import is about to be started.</summary>
    /// <param name="instanceId">Its orchestration.</param>
    /// <returns>Whether it was not noted already.</returns>
    public bool Enter(string instanceId)
    {
        if (!_starts.TryAdd(instanceId, (Interlocked.Increment(ref _numbers), time.GetTimestamp())))
            return false;
        Interlocked.Increment(ref _entered);
        return true;
    }

    /// <summary>Notes that an import has its row, or was not started after all.</summary>
    /// <param name="instanceId">Its orchestration.</param>
    public void Leave(string instanceId) => _starts.TryRemove(instanceId, out _);

    /// <summary>Counts starts that are ahead of one.</summary>
    /// <param name="instanceId">That one.</param>
    /// <returns>How many.</returns>
    public int Before(string instanceId)
    {
        var mine = _starts.TryGetValue(instanceId, out var start) ? start.Number : long.MaxValue;
        var count = 0;
        foreach (var (id, (number, since)) in _starts)
        {
            if (time.GetElapsedTime(since) > Forget)
                Leave(id);
            else if (number < mine)
                count++;
        }

        return count;
    }
}

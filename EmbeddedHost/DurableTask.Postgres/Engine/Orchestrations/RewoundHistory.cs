using DurableTask.Postgres.Engine.History;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>
/// What is left of a failed instance's history. The step that failed is taken back: what it heard of is heard of again. Failed answers are
/// taken out, so that those calls are made again, as far as the code did not go on because of them (it caught a failure and did something
/// else, or tried again).
/// </summary>
/// <param name="Past">The steps before the one that failed.</param>
/// <param name="Incoming">What that step heard of.</param>
sealed record RewoundHistory(List<HistoryEvent> Past, List<HistoryEvent> Incoming)
{
    /// <summary>The code is replayed once for each try; most histories need one.</summary>
    const int MaxTries = 20;

    /// <summary>What is begun and not answered in <see cref="Past"/> and <see cref="Incoming"/>.</summary>
    public OutstandingWork Outstanding { get; } = OutstandingAfter(Past, Incoming);

    /// <summary>The possible rewound histories: the one that takes most failures back first, the one that takes none back last.</summary>
    public static IEnumerable<RewoundHistory> Candidates(List<HistoryEvent> history)
    {
        // What follows are rewinds that came to nothing.
        history = history[..(history.FindIndex(e => e.Type == HistoryEventType.ExecutionCompleted) + 1)];
        var last = history.FindLastIndex(e => e.Type == HistoryEventType.OrchestratorStarted);
        var failures = history.Where(IsFailure).ToList();
        var tries = Enumerable.Range(0, failures.Count + 1);
        if (failures.Count >= MaxTries)
        {
            tries = tries.Take(MaxTries - 2).Concat([failures.Count - 1, failures.Count]);
        }

        foreach (var kept in tries)
        {
            var taken = failures.Skip(kept).ToHashSet();
            yield return new RewoundHistory(
                [.. history.Take(Math.Max(last, 0)).Where(e => !taken.Contains(e))],
                [.. history.Skip(last + 1).Where(e => !taken.Contains(e) && IsHeardOf(e))]);
        }
    }

    /// <summary>The number of the rewind that comes next.</summary>
    public static int NextAttempt(List<HistoryEvent> history)
        => history.Where(e => e.Type == HistoryEventType.ExecutionRewound).Select(e => e.Execution).DefaultIfEmpty().Max() + 1;

    /// <summary>
    /// The lock request whose locks the code holds at this point, which the failure has released; null when it holds none.
    /// </summary>
    public int? HeldLock => Past.Find(e => e.Type == HistoryEventType.EntityLockGranted && Outstanding.Locks.ContainsKey(e.Id))?.Id;

    static bool IsHeardOf(HistoryEvent e)
        => !e.IsAction && e.Type is not (HistoryEventType.ExecutionCompleted or HistoryEventType.ExecutionRewound);

    static bool IsFailure(HistoryEvent e) => e.Type is HistoryEventType.TaskFailed or HistoryEventType.SubOrchestrationFailed;

    static OutstandingWork OutstandingAfter(List<HistoryEvent> past, List<HistoryEvent> incoming)
    {
        var work = new OutstandingWork();
        // Locks are asked for again: the grant that was heard of is not valid any more.
        incoming.RemoveAll(e => e.Type == HistoryEventType.EntityLockGranted);
        foreach (var e in past.Concat(incoming))
        {
            work.Add(e);
        }

        return work;
    }
}

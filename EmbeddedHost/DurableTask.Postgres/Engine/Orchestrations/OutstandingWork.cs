using DurableTask.Postgres.Engine.History;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>What an execution has begun and not heard of: kept as events are added, or read off the history after a restart.</summary>
sealed class OutstandingWork
{
    public Dictionary<int, HistoryEvent> Activities { get; } = [];

    public Dictionary<int, HistoryEvent> Timers { get; } = [];

    /// <summary>The scheduled timers, to give them up early.</summary>
    public Dictionary<int, TimerQueue.Entry> TimerEntries { get; } = [];

    public Dictionary<int, HistoryEvent> Children { get; } = [];

    public Dictionary<int, HistoryEvent> EntityCalls { get; } = [];

    /// <summary>Entity locks that are held or asked for, by the action that asked.</summary>
    public Dictionary<int, string[]> Locks { get; } = [];

    /// <summary>How often the execution was rewound.</summary>
    public int Attempt { get; private set; }

    /// <summary>Why it was rewound last.</summary>
    public string? RewindReason { get; private set; }

    /// <summary>
    /// The lock request that is repeated because the execution was rewound into the critical section that it failed in; null when it holds
    /// what it needs. Until it is granted nothing is repeated.
    /// </summary>
    public int? AwaitedLock { get; private set; }

    /// <summary>When the execution's first step was; null before it.</summary>
    public DateTime? Began { get; private set; }

    /// <summary>When the last step was.</summary>
    DateTime _now;

    public void Add(HistoryEvent e)
    {
        e.Recorded = _now;
        e.Attempt = Attempt;
        switch (e.Type)
        {
            case HistoryEventType.OrchestratorStarted:
                _now = e.Time!.Value;
                Began ??= _now;
                break;
            case HistoryEventType.TaskScheduled:
                Activities[e.Id] = e;
                break;
            case HistoryEventType.TaskCompleted or HistoryEventType.TaskFailed:
                Activities.Remove(e.Id);
                break;
            case HistoryEventType.TimerCreated:
                Timers[e.Id] = e;
                break;
            case HistoryEventType.TimerFired:
                Timers.Remove(e.Id);
                TimerEntries.Remove(e.Id);
                break;
            case HistoryEventType.SubOrchestrationCreated:
                Children[e.Id] = e;
                break;
            case HistoryEventType.SubOrchestrationCompleted or HistoryEventType.SubOrchestrationFailed:
                Children.Remove(e.Id);
                break;
            case HistoryEventType.EntityCalled:
                EntityCalls[e.Id] = e;
                break;
            case HistoryEventType.EntityCompleted or HistoryEventType.EntityFailed:
                EntityCalls.Remove(e.Id);
                break;
            case HistoryEventType.EntityLockRequested:
                Locks[e.Id] = e.Entities!;
                break;
            case HistoryEventType.EntityLockGranted when e.Id == AwaitedLock:
                AwaitedLock = null;
                break;
            case HistoryEventType.ExecutionRewound:
                Attempt = e.Execution;
                RewindReason = e.Payload;
                AwaitedLock = e.Id >= 0 ? e.Id : null;
                break;
            case HistoryEventType.EntityUnlocked:
                foreach (var (id, entities) in Locks)
                {
                    if (entities.AsSpan().SequenceEqual(e.Entities))
                    {
                        Locks.Remove(id);
                        break;
                    }
                }

                break;
        }
    }
}

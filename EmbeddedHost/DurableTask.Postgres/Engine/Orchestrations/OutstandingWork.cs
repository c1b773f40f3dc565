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

    public HashSet<int> EntityCalls { get; } = [];

    /// <summary>Entity locks that are held or asked for, by the action that asked.</summary>
    public Dictionary<int, string[]> Locks { get; } = [];

    /// <summary>When the execution's first step was; null before it.</summary>
    public DateTime? Began { get; private set; }

    /// <summary>When the last step was.</summary>
    DateTime _now;

    public void Add(HistoryEvent e)
    {
        e.Recorded = _now;
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
                EntityCalls.Add(e.Id);
                break;
            case HistoryEventType.EntityCompleted or HistoryEventType.EntityFailed:
                EntityCalls.Remove(e.Id);
                break;
            case HistoryEventType.EntityLockRequested:
                Locks[e.Id] = e.Entities!;
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

using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine.History;

/// <summary>One event of an instance's history. Which members are set depends on the type.</summary>
sealed class HistoryEvent
{
    public required HistoryEventType Type { get; init; }

    /// <summary>
    /// The number of the action that the event records or answers; -1 for events without one. For ExecutionRewound the lock request whose
    /// locks the execution held when it failed, and must have again before it goes on.
    /// </summary>
    public int Id { get; init; } = -1;

    /// <summary>Name of the activity, orchestrator, external event or entity operation.</summary>
    public string? Name { get; init; }

    /// <summary>Serialized input, result or reason.</summary>
    public string? Payload { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    /// <summary>Instance or entity that an action concerns.</summary>
    public string? Target { get; init; }

    /// <summary>Time of the step (OrchestratorStarted), or when a timer or a scheduled signal is due; UTC.</summary>
    public DateTime? Time { get; init; }

    public string? Version { get; init; }

    /// <summary>
    /// The execution's number, for ExecutionStarted: 0, and one more with each ContinueAsNew. For ExecutionRewound the how manieth rewind
    /// it is.
    /// </summary>
    public int Execution { get; init; }

    /// <summary>The entities of a lock request or an unlock, in lock order.</summary>
    public string[]? Entities { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The time of the step that produced it; kept in memory only, for actions that are not answered yet.</summary>
    public DateTime Recorded { get; set; }

    /// <summary>How often the execution had been rewound when it was produced; kept in memory only.</summary>
    public int Attempt { get; set; }

    /// <summary>Whether orchestrator code produces this event, as opposed to receiving it.</summary>
    public bool IsAction => Type is HistoryEventType.TaskScheduled or HistoryEventType.TimerCreated
        or HistoryEventType.SubOrchestrationCreated or HistoryEventType.EventSent or HistoryEventType.EntityCalled
        or HistoryEventType.EntitySignaled or HistoryEventType.EntityLockRequested or HistoryEventType.EntityUnlocked;

    public override string ToString() => $"{Type}{(Id >= 0 ? $" #{Id}" : "")}{(Name is null ? "" : $" '{Name}'")}{(Target is null ? "" : $" to '{Target}'")}";
}

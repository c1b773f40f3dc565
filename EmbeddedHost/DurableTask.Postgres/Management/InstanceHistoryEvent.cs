namespace DurableTask.Postgres.Management;

/// <summary>One event of an instance's history, in the vocabulary of the Durable Task Framework.</summary>
public sealed record InstanceHistoryEvent
{
    /// <summary>The framework's event name, e.g. <c>ExecutionStarted</c>, <c>TaskScheduled</c>, <c>TaskCompleted</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>When the event was recorded (UTC).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The id of an action's event (<c>TaskScheduled</c>, <c>TimerCreated</c>, …); -1 for events without one.</summary>
    public int EventId { get; init; } = -1;

    /// <summary>The id of the action that a completion answers: <c>TaskScheduledId</c> or <c>TimerId</c>.</summary>
    public int? TaskScheduledId { get; init; }

    /// <summary>The name of the orchestrator, activity or external event.</summary>
    public string? Name { get; init; }

    /// <summary>The serialized input, where the event has one.</summary>
    public string? Input { get; init; }

    /// <summary>The serialized result, where the event has one.</summary>
    public string? Result { get; init; }

    /// <summary>The failure message of a failed task, or the reason of a termination, suspension or resumption.</summary>
    public string? Reason { get; init; }

    /// <summary>The stack trace of a failure, where known.</summary>
    public string? Details { get; init; }

    /// <summary>When a timer is due (UTC).</summary>
    public DateTimeOffset? FireAt { get; init; }

    /// <summary>The child's or the target's instance id, where the event concerns another instance.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The final status, for <c>ExecutionCompleted</c>: Completed, Failed, Terminated or ContinuedAsNew.</summary>
    public string? OrchestrationStatus { get; init; }
}

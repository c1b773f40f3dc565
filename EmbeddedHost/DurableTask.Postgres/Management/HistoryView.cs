using DurableTask.Postgres.Engine;
using DurableTask.Postgres.Engine.History;

namespace DurableTask.Postgres.Management;

/// <summary>Shows stored events in the vocabulary of the Durable Task Framework.</summary>
static class HistoryView
{
    public static IReadOnlyList<InstanceHistoryEvent> Describe(IReadOnlyList<HistoryEvent> events, string? input)
    {
        var shown = new List<InstanceHistoryEvent>(events.Count);
        var time = DateTime.UnixEpoch;
        foreach (var e in events)
        {
            if (e.Type == HistoryEventType.OrchestratorStarted)
            {
                time = e.Time!.Value;
            }

            shown.Add(Describe(e, time, input));
        }

        return shown;
    }

    static InstanceHistoryEvent Describe(HistoryEvent e, DateTime time, string? input)
    {
        var at = new DateTimeOffset(time, TimeSpan.Zero);
        InstanceHistoryEvent Of(string type) => new() { EventType = type, Timestamp = at, Name = e.Name, EventId = e.IsAction ? e.Id : -1, InstanceId = e.Target };
        InstanceHistoryEvent Answer(string type) => Of(type) with
        {
            EventId = -1,
            TaskScheduledId = e.Id,
            Result = e.Payload,
            Reason = e.Failure?.ErrorMessage,
            Details = e.Failure?.StackTrace,
        };

        return e.Type switch
        {
            HistoryEventType.OrchestratorStarted => Of("OrchestratorStarted"),
            HistoryEventType.ExecutionStarted => Of("ExecutionStarted") with { Input = input },
            HistoryEventType.TaskScheduled => Of("TaskScheduled") with { Input = e.Payload },
            HistoryEventType.TaskCompleted => Answer("TaskCompleted"),
            HistoryEventType.TaskFailed => Answer("TaskFailed"),
            HistoryEventType.TimerCreated => Of("TimerCreated") with { FireAt = Utc(e.Time) },
            HistoryEventType.TimerFired => Answer("TimerFired") with { FireAt = Utc(e.Time) },
            HistoryEventType.SubOrchestrationCreated => Of("SubOrchestrationInstanceCreated") with { Input = e.Payload },
            HistoryEventType.SubOrchestrationCompleted => Answer("SubOrchestrationInstanceCompleted"),
            HistoryEventType.SubOrchestrationFailed => Answer("SubOrchestrationInstanceFailed"),
            HistoryEventType.EventRaised => Of("EventRaised") with { Input = e.Payload },
            HistoryEventType.EventSent => Of("EventSent") with { Input = e.Payload },
            HistoryEventType.EntityCalled => Of("EntityOperationCalled") with { Input = e.Payload },
            HistoryEventType.EntitySignaled => Of("EntityOperationSignaled") with { Input = e.Payload, FireAt = Utc(e.Time) },
            HistoryEventType.EntityCompleted => Answer("EntityOperationCompleted"),
            HistoryEventType.EntityFailed => Answer("EntityOperationFailed"),
            HistoryEventType.EntityLockRequested => Of("EntityLockRequested") with { Input = string.Join(", ", e.Entities ?? []) },
            HistoryEventType.EntityLockGranted => Answer("EntityLockGranted"),
            HistoryEventType.EntityUnlocked => Of("EntityUnlockSent") with { Input = string.Join(", ", e.Entities ?? []) },
            HistoryEventType.ExecutionSuspended => Of("ExecutionSuspended") with { Reason = e.Payload },
            HistoryEventType.ExecutionResumed => Of("ExecutionResumed") with { Reason = e.Payload },
            HistoryEventType.ExecutionTerminated => Of("ExecutionTerminated") with { Reason = e.Payload },
            HistoryEventType.ExecutionCompleted => Of("ExecutionCompleted") with
            {
                Name = null,
                Result = e.Payload ?? e.Failure?.ErrorMessage,
                Details = e.Failure?.StackTrace,
                OrchestrationStatus = StatusName(e.Name),
            },
            HistoryEventType.ExecutionRewound => Of("ExecutionRewound") with { Reason = e.Payload },
            _ => Of(e.Type.ToString()),
        };
    }

    static DateTimeOffset? Utc(DateTime? time) => time is { } t ? new DateTimeOffset(t, TimeSpan.Zero) : null;

    static string StatusName(string? number) => short.Parse(number ?? "0", System.Globalization.CultureInfo.InvariantCulture) switch
    {
        InstanceStatus.Completed => "Completed",
        InstanceStatus.Failed => "Failed",
        InstanceStatus.Terminated => "Terminated",
        _ => "ContinuedAsNew",
    };
}

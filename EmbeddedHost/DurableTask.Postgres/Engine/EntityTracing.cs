using System.Diagnostics;
using System.Globalization;
using DurableTask.Postgres.Engine.Messages;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Engine;

/// <summary>Spans of entities, named and tagged as those of the framework under the packages.</summary>
static class EntityTracing
{
    const string Operation = "durabletask.task.operation";
    const string InstanceId = "durabletask.task.instance_id";
    const string Target = "durabletask.event.target_instance_id";
    const string ScheduledTime = "durabletask.task.scheduled_time";
    const string ErrorMessage = "durabletask.entity.error_message";

    /// <summary>The span of a call, from the request to the answer, or of a signal.</summary>
    public static Activity? StartSending(
        string entity, string operation, bool isCall, DateTime? due, ActivityContext parent, DateTime? startTime = null)
    {
        var span = Tracing.Source.StartActivity(
            SpanName(entity, operation),
            isCall ? ActivityKind.Client : ActivityKind.Producer,
            parent,
            startTime: startTime ?? default(DateTimeOffset));
        return Describe(span, isCall)?.SetTag(Target, entity).SetTag(ScheduledTime, Text(due));
    }

    /// <summary>The span of a client's signal, a child of the caller's current one.</summary>
    public static Activity? StartSignal(string entity, string operation, DateTime? due)
        => StartSending(entity, operation, false, due, default);

    /// <summary>The span of an operation's run; null when its sender was not traced.</summary>
    public static Activity? StartOperation(Message message)
    {
        if (message.TraceParent is null || !ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var parent))
        {
            return null;
        }

        var isCall = message.TaskId >= 0;
        var span = Tracing.Source.StartActivity(
            SpanName(message.Target, message.Name!), isCall ? ActivityKind.Server : ActivityKind.Consumer, parent);
        return Describe(span, isCall)?.SetTag(InstanceId, message.Target);
    }

    public static void Fail(Activity? operation, string error)
        => operation?.SetTag(ErrorMessage, error).SetStatus(ActivityStatusCode.Error, error);

    /// <summary>The span of a signal that an operation sends; its id is the parent of the receiver's span.</summary>
    public static string? Signal(Activity? operation, EntityInstanceId sender, EntityInstanceId target, string name, DateTime? due)
    {
        if (operation is null)
        {
            return null;
        }

        using var span = StartSending(target.ToString(), name, false, due, operation.Context);
        return span?.SetTag(InstanceId, sender.ToString()).Id;
    }

    /// <summary>The span of a start of an orchestration by an operation; its id is the parent of the orchestration's span.</summary>
    public static string? Start(Activity? operation, EntityInstanceId sender, NewInstance row)
    {
        if (operation is null)
        {
            return null;
        }

        using var span = Tracing.Source.StartActivity($"{sender.Name}:create_orchestration", ActivityKind.Producer, operation.Context);
        return span?.SetTag("durabletask.type", "entity")
            .SetTag(Target, row.InstanceId)
            .SetTag(InstanceId, sender.ToString())
            .SetTag(ScheduledTime, Text(row.StartAt))
            .Id;
    }

    static Activity? Describe(Activity? span, bool isCall)
        => span?.SetTag("durabletask.type", "entity").SetTag(Operation, isCall ? "call_entity" : "signal_entity");

    static string SpanName(string entity, string operation) => $"entity:{EntityInstanceId.FromString(entity).Name}:{operation}";

    static string? Text(DateTime? time) => time?.ToString("o", CultureInfo.InvariantCulture);
}

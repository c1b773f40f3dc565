using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Orchestrations;

namespace DurableTask.Postgres.Engine;

/// <summary>
/// Spans of orchestrations and what they do, named and tagged as those of the packages. An orchestration's span and the span of a call in
/// it have ids that follow from the instance, so that others can be their children before they end, in another process too, without
/// anything being stored. Nothing is done while nobody listens.
/// </summary>
static class Tracing
{
    const string Type = "durabletask.type";
    const string Name = "durabletask.task.name";
    const string Version = "durabletask.task.version";
    const string InstanceId = "durabletask.task.instance_id";
    const string ExecutionId = "durabletask.task.execution_id";
    const string Status = "durabletask.task.status";
    const string TaskId = "durabletask.task.task_id";
    const string EventTarget = "durabletask.event.target_instance_id";
    const string FireAt = "durabletask.fire_at";

    internal static readonly ActivitySource Source = new("Microsoft.DurableTask");

    /// <summary>The span of a client's call that creates an instance; its id is the parent of the instance's own span.</summary>
    public static Activity? StartCreation(NewInstance row)
    {
        var span = Source.StartActivity(SpanName("create_orchestration", row.Name, row.Version), ActivityKind.Producer);
        return Describe(span, "orchestration", row.Name, row.Version)?.SetTag(InstanceId, row.InstanceId);
    }

    /// <summary>The span of a client's call that raises an event.</summary>
    public static Activity? StartRaisingEvent(string instanceId, string name)
        => Describe(Source.StartActivity(SpanName("orchestration_event", name, null), ActivityKind.Producer), "event", name, null)
            ?.SetTag(EventTarget, instanceId);

    /// <summary>Makes the orchestration's span the current one of the calling flow, for one step.</summary>
    public static void EnterStep(OrchestrationInstance instance, DateTime now)
    {
        if (instance.Trace is null && Source.HasListeners() && ParentOf(instance) is { } parent)
        {
            var span = Source.StartActivity(
                SpanName("orchestration", instance.Name, instance.Version),
                ActivityKind.Server,
                parent,
                startTime: instance.Outstanding.Began ?? now);
            SetSpanId(span, IdOf(instance, instance.Execution, AttemptOf(instance), -1));
            instance.Trace = Describe(span, "orchestration", instance.Name, instance.Version)?.SetTag(InstanceId, instance.Id);
        }

        if (instance.Trace is { } trace)
        {
            Activity.Current = trace;
        }
    }

    /// <summary>Emits the spans of what a step heard of, did, and, when it was the last one, the orchestration's own.</summary>
    public static void LeaveStep(OrchestrationInstance instance, OrchestrationStep step)
    {
        if (!Source.HasListeners() || ParentOf(instance) is not { } parent)
        {
            return;
        }

        var context = new ActivityContext(parent.TraceId, IdOf(instance, instance.Execution, AttemptOf(instance), -1), parent.TraceFlags, parent.TraceState);
        foreach (var e in step.Incoming)
        {
            Received(instance, context, e);
        }

        foreach (var action in step.Outcome?.Actions ?? [])
        {
            if (action.Type == HistoryEventType.EntitySignaled)
            {
                using var span = EntityTracing.StartSending(action.Target!, action.Name!, false, action.Time, context);
                SetSpanId(span, IdOf(instance, instance.Execution, AttemptOf(instance), action.Id));
            }
            else if (action.Type == HistoryEventType.EventSent)
            {
                using var span = Source.StartActivity(SpanName("orchestration_event", action.Name!, null), ActivityKind.Producer, context);
                Describe(span, "event", action.Name!, null)
                    ?.SetTag(InstanceId, instance.Id)
                    .SetTag(ExecutionId, instance.Execution.ToString(CultureInfo.InvariantCulture))
                    .SetTag(EventTarget, action.Target);
            }
        }

        if (step.Termination is not null)
        {
            End(instance, "Terminated", null);
        }
        else if (step.Outcome?.End is { } end)
        {
            End(instance, end.Next is not null ? "ContinuedAsNew" : end.Completed ? "Completed" : "Failed", end.Failure?.ErrorMessage);
        }
    }

    /// <summary>The span of an activity's run: a child of the call's span, which is emitted when the orchestration hears of it.</summary>
    public static Activity? StartActivity(OrchestrationInstance instance, int execution, HistoryEvent scheduled)
    {
        if (!Source.HasListeners() || ContextOf(instance, execution, AttemptOf(instance), scheduled.Id) is not { } parent)
        {
            return null;
        }

        var version = scheduled.Version ?? instance.Version;
        var span = Source.StartActivity(SpanName("activity", scheduled.Name!, version), ActivityKind.Server, parent);
        return Describe(span, "activity", scheduled.Name!, version)?.SetTag(InstanceId, instance.Id).SetTag(TaskId, scheduled.Id);
    }

    /// <summary>What a child orchestration has as the parent of its span: the span of the call.</summary>
    public static string? ParentOfChild(OrchestrationInstance instance, HistoryEvent created)
        => ParentOfOperation(instance, created) ?? instance.TraceParent;

    /// <summary>What an entity's operation has as the parent of its span: the span of the call or signal; null while nobody listens.</summary>
    public static string? ParentOfOperation(OrchestrationInstance instance, HistoryEvent action)
        => Source.HasListeners() && ContextOf(instance, instance.Execution, action.Attempt, action.Id) is { } context
            ? $"00-{context.TraceId}-{context.SpanId}-{(int)context.TraceFlags:x2}"
            : null;

    static void Received(OrchestrationInstance instance, ActivityContext context, HistoryEvent e)
    {
        var work = instance.Outstanding;
        switch (e.Type)
        {
            case HistoryEventType.TaskCompleted or HistoryEventType.TaskFailed when work.Activities.TryGetValue(e.Id, out var scheduled):
                Called(instance, context, "activity", scheduled, AttemptOf(instance), scheduled.Version ?? instance.Version, e);
                break;
            case HistoryEventType.SubOrchestrationCompleted or HistoryEventType.SubOrchestrationFailed
                when work.Children.TryGetValue(e.Id, out var created):
                Called(instance, context, "orchestration", created, created.Attempt, created.Version, e);
                break;
            case HistoryEventType.EntityCompleted or HistoryEventType.EntityFailed when work.EntityCalls.TryGetValue(e.Id, out var call):
                using (var span = EntityTracing.StartSending(call.Target!, call.Name!, true, null, context, call.Recorded))
                {
                    SetSpanId(span, IdOf(instance, instance.Execution, call.Attempt, call.Id));
                    if (e.Failure is { } failure)
                    {
                        span?.SetStatus(ActivityStatusCode.Error, failure.ErrorMessage);
                    }
                }

                break;
            case HistoryEventType.TimerFired when work.Timers.TryGetValue(e.Id, out var timer):
                using (var span = Source.StartActivity(
                    $"orchestration:{instance.Name}:timer", ActivityKind.Internal, context, startTime: timer.Recorded))
                {
                    Describe(span, "timer", instance.Name, null)
                        ?.SetTag(InstanceId, instance.Id)
                        .SetTag(FireAt, e.Time?.ToString("o", CultureInfo.InvariantCulture))
                        .SetTag(TaskId, e.Id);
                }

                break;
        }
    }

    static void Called(
        OrchestrationInstance instance,
        ActivityContext context,
        string type,
        HistoryEvent call,
        int attempt,
        string? version,
        HistoryEvent answer)
    {
        using var span = Source.StartActivity(SpanName(type, call.Name!, version), ActivityKind.Client, context, startTime: call.Recorded);
        SetSpanId(span, IdOf(instance, instance.Execution, attempt, call.Id));
        Describe(span, type, call.Name!, version)?.SetTag(InstanceId, instance.Id).SetTag(TaskId, call.Id);
        if (answer.Failure is { } failure)
        {
            span?.SetStatus(ActivityStatusCode.Error, failure.ErrorMessage);
        }
    }

    static void End(OrchestrationInstance instance, string status, string? failure)
    {
        if (instance.Trace is not { } span)
        {
            return;
        }

        instance.Trace = null;
        span.SetTag(Status, status);
        if (status == "Failed")
        {
            span.SetStatus(ActivityStatusCode.Error, failure);
        }

        span.Dispose();
    }

    static Activity? Describe(Activity? span, string type, string name, string? version)
    {
        span?.SetTag(Type, type).SetTag(Name, name);
        if (!string.IsNullOrEmpty(version))
        {
            span?.SetTag(Version, version);
        }

        return span;
    }

    static string SpanName(string what, string name, string? version)
        => string.IsNullOrEmpty(version) ? $"{what}:{name}" : $"{what}:{name}@({version})";

    static ActivityContext? ParentOf(OrchestrationInstance instance)
        => instance.TraceParent is not null
            && ActivityContext.TryParse(instance.TraceParent, instance.TraceState, isRemote: true, out var context)
            ? context
            : null;

    static ActivityContext? ContextOf(OrchestrationInstance instance, int execution, int attempt, int taskId)
        => ParentOf(instance) is { } parent
            ? new ActivityContext(parent.TraceId, IdOf(instance, execution, attempt, taskId), parent.TraceFlags, parent.TraceState)
            : null;

    /// <summary>How often the execution was rewound: each time its span and what it does again are new ones.</summary>
    static int AttemptOf(OrchestrationInstance instance)
        => instance.FailedHistory is { } history ? RewoundHistory.NextAttempt(history) : instance.Outstanding.Attempt;

    /// <summary>The id of the span of an execution (task -1) or of a call in it: a hash of what tells it apart.</summary>
    static ActivitySpanId IdOf(OrchestrationInstance instance, int execution, int attempt, int taskId)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in instance.TraceParent!)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash = Mix(Mix(hash ^ (ulong)instance.Key ^ ((ulong)(uint)attempt << 40)) ^ (((ulong)(uint)execution << 32) | (uint)taskId));
        Span<byte> bytes = stackalloc byte[8];
        // All zeros is no valid id.
        BinaryPrimitives.WriteUInt64BigEndian(bytes, hash == 0 ? 1 : hash);
        return ActivitySpanId.CreateFromBytes(bytes);
    }

    /// <summary>Spreads every bit of the input over all bits of the output (the finalizer of SplitMix64).</summary>
    static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    static void SetSpanId(Activity? span, ActivitySpanId id)
    {
        if (span is not null)
        {
            SpanIdField(span) = id.ToHexString();
        }
    }

    // There is no public way to give a span an id: ActivityCreationOptions and Activity.TraceIdGenerator choose trace ids only, a parent's
    // ActivityContext becomes ParentSpanId, and Start draws SpanId at random whatever the id format. The field is what the packages set too.
    // A span that carried the id in a tag instead would leave its children without a parent in every viewer.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    static extern ref string? SpanIdField(Activity activity);
}

using System.Diagnostics.CodeAnalysis;
using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Engine.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTask.Postgres.Engine;

sealed partial class HubEngine
{
    /// <summary>How long an instance that the application's filter refused waits before the filter is asked again.</summary>
    static readonly TimeSpan RefusedWait = TimeSpan.FromSeconds(1);

    async Task RunStepAsync(OrchestrationInstance instance)
    {
        if (_settings.Filter is { } filter && !await AcceptsAsync(filter, instance).ConfigureAwait(false))
        {
            _timers.Schedule(UtcNow + RefusedWait, () => _ready.Writer.TryWrite(instance));
            return;
        }

        List<Message> messages;
        lock (_gate)
        {
            messages = instance.Inbox;
            instance.Inbox = [];
        }

        var step = await ExecuteAsync(instance, messages).ConfigureAwait(false);
        AsyncServiceScope? over = null;
        lock (_gate)
        {
            if (!_closed)
            {
                _open.CountStep();
                Apply(instance, step);
            }

            if (instance.Run is null)
            {
                (over, instance.Scope) = (instance.Scope, null);
            }

            instance.IsActive = false;
            Activate(instance);
        }

        WantCommit();
        if (over is { } scope)
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
    }

    async Task<bool> AcceptsAsync(
        Func<OrchestrationFilterParameters, CancellationToken, ValueTask<bool>> filter, OrchestrationInstance instance)
    {
        lock (_gate)
        {
            if (instance.Inbox.Exists(m => m.Kind == MessageKind.Terminate))
            {
                return true;
            }
        }

        try
        {
            var parameters = new OrchestrationFilterParameters { Name = instance.Name, Tags = instance.Tags };
            return await filter(parameters, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            EngineLog.FilterFailed(_settings.Logger, instance.Id, e);
            return false;
        }
    }

    /// <summary>Runs the orchestrator's code over the messages. Nothing outside the run changes.</summary>
    async Task<OrchestrationStep> ExecuteAsync(OrchestrationInstance instance, List<Message> messages)
    {
        var step = new OrchestrationStep(messages, UtcNow);
        Tracing.EnterStep(instance, step.Now);
        await ExecuteAsync(instance, messages, step).ConfigureAwait(false);
        Tracing.LeaveStep(instance, step);
        return step;
    }

    async Task ExecuteAsync(OrchestrationInstance instance, List<Message> messages, OrchestrationStep step)
    {
        var terminate = messages.Find(m => m.Kind == MessageKind.Terminate);
        if (!instance.Begun && instance.MayStart)
        {
            step.Incoming.Add(new HistoryEvent
            {
                Type = HistoryEventType.ExecutionStarted,
                Name = instance.Name,
                Version = instance.Version,
                Execution = instance.Execution,
            });
        }

        if (terminate is not null)
        {
            step.Incoming.Add(new HistoryEvent { Type = HistoryEventType.ExecutionTerminated, Payload = terminate.Payload });
            step.Termination = terminate;
            return;
        }

        var rewind = instance.FailedHistory is null ? null : messages.Find(m => m.Kind == MessageKind.Rewind);
        if (rewind is null)
        {
            AddEvents(instance, step);
            if (step.Incoming.Count == 0 && !messages.Exists(m => m.Kind == MessageKind.StrayContinuation))
            {
                return;
            }
        }

        try
        {
            if (rewind is not null)
            {
                await PrepareRewindAsync(instance, step, rewind).ConfigureAwait(false);
                AddEvents(instance, step);
            }
            else if (instance.Outstanding.AwaitedLock is { } awaited
                && step.Incoming.Exists(e => e.Type == HistoryEventType.EntityLockGranted && e.Id == awaited))
            {
                step.Repeats = await ReadChildrenAsync(instance).ConfigureAwait(false);
            }

            instance.Run ??= await LoadAsync(instance).ConfigureAwait(false);
            step.Outcome = instance.Run.Step(step.Now, step.Incoming);
            Payloads.Check(instance.Run.CustomStatus, _settings.Hub.MaxPayloadLength, "The custom status");
            Payloads.Check(step.Outcome.End?.Output, _settings.Hub.MaxPayloadLength, "The output");
            Payloads.Check(step.Outcome.End?.Next?.Input, _settings.Hub.MaxPayloadLength, "The input of the next execution");
            Payloads.CheckText(step.Outcome.End?.Next?.Version, "The version of the next execution");
            foreach (var action in step.Outcome.Actions)
            {
                Check(action);
            }

            if (step.Outcome.End is null && messages.Exists(m => m.Kind == MessageKind.StrayContinuation))
            {
                throw new InvalidOperationException(
                    $"Orchestrator '{instance.Name}' awaits something that is no durable task (Task.Run, Task.Delay, I/O or the like). "
                    + "Orchestrator code may only await what its context returns.");
            }
        }
        catch (Exception e) when (e is not StorageException)
        {
            step.Outcome = new StepOutcome([], [], new ExecutionEnd(false, null, _settings.Failures.From(e), null));
            if (instance.Run?.CustomStatus?.Length > _settings.Hub.MaxPayloadLength)
            {
                instance.Run = null;
            }
        }
    }

    void Check(HistoryEvent action)
    {
        Payloads.Check(action.Payload, _settings.Hub.MaxPayloadLength, $"The payload of {action}");
        Payloads.CheckText(action.Name, "The name of a task");
        Payloads.CheckText(action.Version, "The version of a task");
        Payloads.CheckId(action.Target, "The id of an instance or entity");
        foreach (var entity in action.Entities ?? [])
        {
            Payloads.CheckId(entity, "The id of an entity");
        }
    }

    static void AddEvents(OrchestrationInstance instance, OrchestrationStep step)
    {
        foreach (var message in step.Messages)
        {
            if (ToEvent(instance, message) is { } e)
            {
                step.Incoming.Add(e);
            }
        }
    }

    /// <summary>What a message means to the execution; null when it has become meaningless.</summary>
    static HistoryEvent? ToEvent(OrchestrationInstance instance, Message message)
    {
        var work = instance.Outstanding;
        var current = message.Execution == instance.Execution && IsFor(instance, message);
        return message.Kind switch
        {
            MessageKind.EventRaised => new() { Type = HistoryEventType.EventRaised, Name = message.Name, Payload = message.Payload },
            MessageKind.Suspend when instance.Status != InstanceStatus.Suspended
                => new() { Type = HistoryEventType.ExecutionSuspended, Payload = message.Payload },
            MessageKind.Resume => new() { Type = HistoryEventType.ExecutionResumed, Payload = message.Payload },
            MessageKind.ActivityCompleted when current && IsAnswerTo(work.Activities, message, out var scheduled)
                => new() { Type = HistoryEventType.TaskCompleted, Id = message.TaskId, Name = scheduled.Name, Payload = message.Payload },
            MessageKind.ActivityFailed when current && IsAnswerTo(work.Activities, message, out var scheduled)
                => new() { Type = HistoryEventType.TaskFailed, Id = message.TaskId, Name = scheduled.Name, Failure = message.Failure },
            MessageKind.TimerFired when current && work.Timers.TryGetValue(message.TaskId, out var timer)
                => new() { Type = HistoryEventType.TimerFired, Id = message.TaskId, Time = timer.Time },
            MessageKind.ChildCompleted when current && IsOfChild(work, message, out var child)
                => new()
                {
                    Type = HistoryEventType.SubOrchestrationCompleted,
                    Id = message.TaskId,
                    Name = child.Name,
                    Target = child.Target,
                    Payload = message.Payload,
                },
            MessageKind.ChildFailed when current && IsOfChild(work, message, out var child)
                => new()
                {
                    Type = HistoryEventType.SubOrchestrationFailed,
                    Id = message.TaskId,
                    Name = child.Name,
                    Target = child.Target,
                    Failure = message.Failure,
                },
            MessageKind.EntityCompleted when current && IsAnswerTo(work.EntityCalls, message, out _)
                => new() { Type = HistoryEventType.EntityCompleted, Id = message.TaskId, Payload = message.Payload },
            MessageKind.EntityFailed when current && IsAnswerTo(work.EntityCalls, message, out _)
                => new() { Type = HistoryEventType.EntityFailed, Id = message.TaskId, Failure = message.Failure },
            MessageKind.LockGranted when current && message.Attempt == work.Attempt && work.Locks.ContainsKey(message.TaskId)
                => new() { Type = HistoryEventType.EntityLockGranted, Id = message.TaskId },
            _ => null,
        };
    }

    /// <summary>Whether a message belongs to this instance, and not to an earlier one of its id.</summary>
    static bool IsFor(OrchestrationInstance instance, Message message) => message.Key == 0 || message.Key == instance.Key;

    /// <summary>Whether a message answers one of these calls, and not one of the same number in a step that a rewind took back.</summary>
    static bool IsAnswerTo(Dictionary<int, HistoryEvent> calls, Message message, [NotNullWhen(true)] out HistoryEvent? call)
        => calls.TryGetValue(message.TaskId, out call) && call.Attempt == message.Attempt;

    static bool IsOfChild(OutstandingWork work, Message message, [NotNullWhen(true)] out HistoryEvent? child)
        => work.Children.TryGetValue(message.TaskId, out child) && (message.Sender is null || message.Sender == child.Target);

    /// <summary>Creates the code of an instance and, when it has a history, runs it up to now.</summary>
    async Task<OrchestratorRun> LoadAsync(OrchestrationInstance instance)
    {
        var run = await CreateRunAsync(instance).ConfigureAwait(false);
        if (instance.Begun)
        {
            run.Replay(await ReadAsync(_store.ReadHistoryAsync(instance.Key, _abandoned.Token)).ConfigureAwait(false));
        }

        return run;
    }

    async Task<OrchestratorRun> CreateRunAsync(OrchestrationInstance instance)
    {
        if (instance.Scope is { } former)
        {
            await former.DisposeAsync().ConfigureAwait(false);
        }

        var scope = _settings.Services.CreateAsyncScope();
        instance.Scope = scope;
        ITaskOrchestrator? orchestrator;
        var found = _settings.Factory is IVersionedTaskFactory versioned
            ? versioned.TryCreateOrchestrator(instance.Name, instance.Version ?? "", scope.ServiceProvider, out orchestrator)
            : _settings.Factory.TryCreateOrchestrator(instance.Name, scope.ServiceProvider, out orchestrator);
        if (!found)
        {
            throw TaskNotFoundException.For(TaskNotFoundException.Orchestrator, "orchestrator", instance.Name, instance.Version);
        }

        VersionRules.ThrowIfFailed(_settings.Worker, instance);
        var input = instance.FirstInput is { } first
            ? first.Value
            : await ReadAsync(_store.ReadInputAsync(instance.Id, instance.Key, _abandoned.Token)).ConfigureAwait(false);
        instance.FirstInput = null;
        var parent = instance.ParentId is null ? null : new ParentOrchestrationInstance(instance.ParentName ?? "", instance.ParentId);
        var identity = new OrchestrationIdentity(instance.Id, instance.Name, instance.Version, parent, input, instance.Execution);
        return new OrchestratorRun(orchestrator!, identity, _settings.Orchestrations, () => Deliver(new Message
        {
            Target = instance.Id,
            Kind = MessageKind.StrayContinuation,
        }));
    }

    /// <summary>Tells a database that does not answer, which ends the engine, from code that fails, which ends the instance.</summary>
    static async Task<T> ReadAsync<T>(Task<T> read)
    {
        try
        {
            return await read.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new StorageException(e);
        }
    }
}

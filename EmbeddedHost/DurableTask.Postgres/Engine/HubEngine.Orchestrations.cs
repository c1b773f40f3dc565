using DurableTask.Postgres.Engine.Activities;
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

    async Task<bool> AcceptsAsync(Func<OrchestrationFilterParameters, CancellationToken, ValueTask<bool>> filter, OrchestrationInstance instance)
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
            return await filter(new OrchestrationFilterParameters { Name = instance.Name, Tags = instance.Tags }, _stopping.Token).ConfigureAwait(false);
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
        var current = message.Execution == instance.Execution;
        return message.Kind switch
        {
            MessageKind.EventRaised => new() { Type = HistoryEventType.EventRaised, Name = message.Name, Payload = message.Payload },
            MessageKind.Suspend when instance.Status != InstanceStatus.Suspended
                => new() { Type = HistoryEventType.ExecutionSuspended, Payload = message.Payload },
            MessageKind.Resume => new() { Type = HistoryEventType.ExecutionResumed, Payload = message.Payload },
            MessageKind.ActivityCompleted when current && work.Activities.TryGetValue(message.TaskId, out var scheduled)
                => new() { Type = HistoryEventType.TaskCompleted, Id = message.TaskId, Name = scheduled.Name, Payload = message.Payload },
            MessageKind.ActivityFailed when current && work.Activities.TryGetValue(message.TaskId, out var scheduled)
                => new() { Type = HistoryEventType.TaskFailed, Id = message.TaskId, Name = scheduled.Name, Failure = message.Failure },
            MessageKind.TimerFired when current && work.Timers.TryGetValue(message.TaskId, out var timer)
                => new() { Type = HistoryEventType.TimerFired, Id = message.TaskId, Time = timer.Time },
            MessageKind.ChildCompleted when current && work.Children.TryGetValue(message.TaskId, out var child)
                => new() { Type = HistoryEventType.SubOrchestrationCompleted, Id = message.TaskId, Name = child.Name, Target = child.Target, Payload = message.Payload },
            MessageKind.ChildFailed when current && work.Children.TryGetValue(message.TaskId, out var child)
                => new() { Type = HistoryEventType.SubOrchestrationFailed, Id = message.TaskId, Name = child.Name, Target = child.Target, Failure = message.Failure },
            MessageKind.EntityCompleted when current && work.EntityCalls.Contains(message.TaskId)
                => new() { Type = HistoryEventType.EntityCompleted, Id = message.TaskId, Payload = message.Payload },
            MessageKind.EntityFailed when current && work.EntityCalls.Contains(message.TaskId)
                => new() { Type = HistoryEventType.EntityFailed, Id = message.TaskId, Failure = message.Failure },
            MessageKind.LockGranted when current && work.Locks.ContainsKey(message.TaskId)
                => new() { Type = HistoryEventType.EntityLockGranted, Id = message.TaskId },
            _ => null,
        };
    }

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
            ? versioned.TryCreateOrchestrator(instance.Name, new TaskVersion(instance.Version ?? ""), scope.ServiceProvider, out orchestrator)
            : _settings.Factory.TryCreateOrchestrator(instance.Name, scope.ServiceProvider, out orchestrator);
        if (!found)
        {
            throw TaskNotFoundException.For(TaskNotFoundException.Orchestrator, "orchestrator", instance.Name, instance.Version);
        }

        VersionRules.ThrowIfFailed(_settings.Worker, instance);
        var input = instance.FirstInput is { } first ? first.Value : await ReadAsync(_store.ReadInputAsync(instance.Id, instance.Key, _abandoned.Token)).ConfigureAwait(false);
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

    /// <summary>Adds a step to the open transaction, as a whole.</summary>
    void Apply(OrchestrationInstance instance, OrchestrationStep step)
    {
        foreach (var message in step.Messages)
        {
            _open.Consume(message);
            ReleaseStrayLock(instance, message);
        }

        if (step.Incoming.Count == 0 && step.Outcome is null)
        {
            return;
        }

        var changes = _open.Change(instance);
        changes.UpdatedAt = step.Now;
        if (step.Rewound is { } rewound)
        {
            changes.DropsHistory = true;
            changes.Events.AddRange(rewound.Past);
            instance.NextBatch = 0;
        }

        if (changes.Batch < 0)
        {
            changes.Batch = instance.NextBatch++;
        }

        var began = new HistoryEvent { Type = HistoryEventType.OrchestratorStarted, Time = step.Now };
        instance.Outstanding.Add(began);
        changes.Events.Add(began);
        changes.Events.AddRange(step.Incoming);
        instance.Begun = true;
        var status = instance.Status is InstanceStatus.Pending or InstanceStatus.Failed ? InstanceStatus.Running : instance.Status;
        foreach (var e in step.Incoming)
        {
            instance.Outstanding.Add(e);
            status = e.Type switch
            {
                HistoryEventType.ExecutionSuspended => InstanceStatus.Suspended,
                HistoryEventType.ExecutionResumed => InstanceStatus.Running,
                _ => status,
            };
        }

        if (step.Rewound is not null && step.Outcome?.End is null)
        {
            RepeatOutstanding(instance, step.Rewound, step.Now);
        }

        if (step.Outcome is { } outcome)
        {
            changes.Events.AddRange(outcome.Actions);
            foreach (var action in outcome.Actions)
            {
                instance.Outstanding.Add(action);
                Dispatch(instance, action, step.Now);
            }

            foreach (var timer in outcome.CancelledTimers)
            {
                instance.Outstanding.Timers.Remove(timer);
            }
        }

        if (instance.Run is { CustomStatusIsSet: true } run && run.CustomStatus != instance.CustomStatus)
        {
            instance.CustomStatus = run.CustomStatus;
            ChangeRow(changes, instance);
        }

        if (status != instance.Status)
        {
            instance.Status = status;
            ChangeRow(changes, instance);
        }

        if (step.Termination is not null)
        {
            Terminate(instance, changes, step.Termination);
        }
        else if (step.Outcome?.End is { } end)
        {
            if (end.Next is { } next)
            {
                Restart(instance, changes, next);
            }
            else
            {
                Finish(instance, changes, end.Completed ? InstanceStatus.Completed : InstanceStatus.Failed, end.Output, end.Failure);
            }
        }
        else
        {
            Touch(instance);
        }
    }

    static void ChangeRow(InstanceChanges changes, OrchestrationInstance instance)
    {
        changes.ChangesRow = true;
        changes.Status = instance.Status;
        changes.CustomStatus = instance.CustomStatus;
    }

    void Terminate(OrchestrationInstance instance, InstanceChanges changes, Message termination)
    {
        if (termination.Recursive)
        {
            foreach (var child in instance.Outstanding.Children.Values)
            {
                Send(new Message
                {
                    Id = _messageIds.Next(),
                    Target = child.Target!,
                    Kind = MessageKind.Terminate,
                    Payload = termination.Payload,
                    Recursive = true,
                });
            }
        }

        Finish(
            instance,
            changes,
            InstanceStatus.Terminated,
            termination.Payload,
            null);
        lock (instance)
        {
            instance.Cancellation ??= new CancellationTokenSource();
            // Off this thread: what activities registered may take long, and the gate is held.
            _ = instance.Cancellation.CancelAsync();
        }
    }

    void Finish(OrchestrationInstance instance, InstanceChanges changes, short status, string? output, TaskFailureDetails? failure)
    {
        instance.Status = status;
        instance.IsFinished = true;
        ChangeRow(changes, instance);
        changes.Output = output;
        changes.Failure = failure;
        changes.Events.Add(new HistoryEvent { Type = HistoryEventType.ExecutionCompleted, Name = status.ToString(System.Globalization.CultureInfo.InvariantCulture), Payload = output, Failure = failure });
        ReleaseLocks(instance);
        _instances.Remove(instance.Id);
        foreach (var message in instance.Inbox)
        {
            _open.Consume(message);
        }

        instance.Inbox.Clear();
        Unload(instance);
        if (status == InstanceStatus.Failed)
        {
            EngineLog.InstanceFailed(_settings.Logger, instance.Id, instance.Name, failure!.ErrorMessage);
        }

        if (instance.ParentId is { } parent)
        {
            Send(new Message
            {
                Id = _messageIds.Next(),
                Target = parent,
                Kind = status == InstanceStatus.Completed ? MessageKind.ChildCompleted : MessageKind.ChildFailed,
                Execution = instance.ParentExecution,
                TaskId = instance.ParentTask,
                Payload = status == InstanceStatus.Completed ? output : null,
                Failure = status switch
                {
                    InstanceStatus.Completed => null,
                    InstanceStatus.Failed => failure,
                    _ => Failures.Because("Microsoft.DurableTask.OrchestrationTerminated", $"Sub-orchestration '{instance.Id}' was terminated: {output}"),
                },
            });
        }
    }

    /// <summary>ContinueAsNew: the history goes, what was not consumed stays.</summary>
    void Restart(OrchestrationInstance instance, InstanceChanges changes, NextExecution next)
    {
        ReleaseLocks(instance);
        changes.DropsHistory |= instance.Begun;
        changes.Events.Clear();
        changes.Batch = -1;
        changes.RestartsExecution = true;
        changes.NextInput = next.Input;
        changes.NextVersion = next.Version;
        changes.NextExecution = ++instance.Execution;
        instance.Version = next.Version;
        instance.Begun = false;
        instance.MayStart = true;
        instance.Outstanding = new OutstandingWork();
        var unprocessed = instance.Run!.Events.Buffered;
        var arrivedLater = instance.Inbox;
        instance.Inbox = [];
        Unload(instance);
        instance.FirstInput = new InputOfFirstStep(next.Input);
        if (next.PreserveUnprocessedEvents)
        {
            foreach (var (name, payload) in unprocessed)
            {
                Send(new Message { Id = _messageIds.Next(), Target = instance.Id, Kind = MessageKind.EventRaised, Name = name, Payload = payload });
            }
        }

        instance.Inbox.AddRange(arrivedLater);
    }

    void ReleaseLocks(OrchestrationInstance instance)
    {
        foreach (var entity in instance.Outstanding.Locks.Values.SelectMany(e => e).Distinct())
        {
            SendUnlock(instance.Id, entity);
        }

        instance.Outstanding.Locks.Clear();
    }

    /// <summary>A lock that was granted to an execution which is over goes back.</summary>
    void ReleaseStrayLock(OrchestrationInstance instance, Message message)
    {
        if (message.Kind == MessageKind.LockGranted && message.Execution != instance.Execution)
        {
            foreach (var entity in message.Entities ?? [])
            {
                SendUnlock(instance.Id, entity);
            }
        }
    }

    void SendUnlock(string instanceId, string entity)
        => Send(new Message { Id = _messageIds.Next(), Target = entity, Kind = MessageKind.Unlock, Sender = instanceId });

    /// <summary>Makes an action happen: inside the hub now, outside it after the commit.</summary>
    void Dispatch(OrchestrationInstance instance, HistoryEvent action, DateTime now)
    {
        switch (action.Type)
        {
            case HistoryEventType.TaskScheduled:
                _open.Activities.Add(new ActivityWorkItem(instance, instance.Execution, action));
                break;
            case HistoryEventType.TimerCreated:
                ScheduleTimer(instance, instance.Execution, action);
                break;
            case HistoryEventType.SubOrchestrationCreated:
                Create(new NewInstance
                {
                    InstanceId = action.Target!,
                    Name = action.Name!,
                    Version = action.Version,
                    Input = action.Payload,
                    Tags = action.Tags ?? instance.Tags,
                    ParentId = instance.Id,
                    ParentExecution = instance.Execution,
                    ParentTask = action.Id,
                    ParentName = instance.Name,
                    TraceParent = Tracing.ParentOfChild(instance, action.Id),
                    TraceState = instance.TraceState,
                    CreatedAt = now,
                });
                break;
            case HistoryEventType.EventSent:
                Send(new Message { Id = _messageIds.Next(), Target = action.Target!, Kind = MessageKind.EventRaised, Name = action.Name, Payload = action.Payload });
                break;
            case HistoryEventType.EntityCalled or HistoryEventType.EntitySignaled:
                Send(new Message
                {
                    Id = _messageIds.Next(),
                    Target = action.Target!,
                    Kind = MessageKind.EntityOperation,
                    Name = action.Name,
                    Payload = action.Payload,
                    VisibleAt = action.Time,
                    Sender = instance.Id,
                    Execution = instance.Execution,
                    TaskId = action.Type == HistoryEventType.EntityCalled ? action.Id : -1,
                });
                break;
            case HistoryEventType.EntityLockRequested:
                Send(new Message
                {
                    Id = _messageIds.Next(),
                    Target = action.Entities![0],
                    Kind = MessageKind.LockRequest,
                    Sender = instance.Id,
                    Execution = instance.Execution,
                    TaskId = action.Id,
                    Entities = action.Entities,
                });
                break;
            case HistoryEventType.EntityUnlocked:
                foreach (var entity in action.Entities!)
                {
                    SendUnlock(instance.Id, entity);
                }

                break;
        }
    }

    void Create(NewInstance row)
    {
        if (_instances.ContainsKey(row.InstanceId))
        {
            TellParentThatChildExists(row);
            return;
        }

        var instance = row.ToInstance(0);
        _instances.Add(row.InstanceId, instance);
        _open.Created.Add((row, instance));
    }

    void ScheduleTimer(OrchestrationInstance instance, int execution, HistoryEvent timer)
        => _timers.Schedule(timer.Time!.Value, () => Deliver(new Message
        {
            Target = instance.Id,
            Kind = MessageKind.TimerFired,
            Execution = execution,
            TaskId = timer.Id,
        }));

    /// <summary>Marks a run as just used, and unloads the one that was not used for longest when there are too many.</summary>
    void Touch(OrchestrationInstance instance)
    {
        if (instance.Run is null)
        {
            return;
        }

        if (instance.LoadedNode is { } node)
        {
            _loaded.Remove(node);
            _loaded.AddLast(node);
        }
        else
        {
            instance.LoadedNode = _loaded.AddLast(instance);
        }

        // Only what is committed and at rest can be read again from the database.
        if (_loaded.Count > _settings.Hub.MaxLoadedOrchestrations
            && _loaded.First!.Value is { IsActive: false, LastTransaction.IsCommitted: true } idle)
        {
            UnloadWithScope(idle);
        }
    }

    void UnloadWithScope(OrchestrationInstance instance)
    {
        var scope = instance.Scope;
        instance.Scope = null;
        Unload(instance);
        if (scope is { } over)
        {
            _ = over.DisposeAsync().AsTask();
        }
    }

    void Unload(OrchestrationInstance instance)
    {
        instance.Run = null;
        if (instance.LoadedNode is { } node)
        {
            _loaded.Remove(node);
            instance.LoadedNode = null;
        }
    }
}

using DurableTask.Postgres.Engine.Activities;
using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Engine.Orchestrations;

namespace DurableTask.Postgres.Engine;

sealed partial class HubEngine
{
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
                    TraceParent = Tracing.ParentOfChild(instance, action),
                    TraceState = instance.TraceState,
                    CreatedAt = now,
                });
                break;
            case HistoryEventType.EventSent:
                Send(new Message
                {
                    Id = _messageIds.Next(),
                    Target = action.Target!,
                    Kind = MessageKind.EventRaised,
                    Name = action.Name,
                    Payload = action.Payload,
                });
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
                    TraceParent = Tracing.ParentOfOperation(instance, action),
                    Sender = instance.Id,
                    Key = instance.Key,
                    Attempt = action.Attempt,
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
                    Key = instance.Key,
                    Attempt = instance.Outstanding.Attempt,
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
        => instance.Outstanding.TimerEntries[timer.Id] = _timers.Schedule(timer.Time!.Value, () => Deliver(new Message
        {
            Target = instance.Id,
            Kind = MessageKind.TimerFired,
            Key = instance.Key,
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

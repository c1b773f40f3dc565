using DurableTask.Postgres.Engine.Entities;
using DurableTask.Postgres.Engine.Messages;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTask.Postgres.Engine;

sealed partial class HubEngine
{
    /// <summary>Operations of one entity that run without giving others a turn.</summary>
    const int MaxEntityBatch = 500;

    /// <summary>Entities that are kept in memory while idle.</summary>
    const int MaxIdleEntities = 10_000;

    /// <summary>States up to this many characters are written as often as they change.</summary>
    const int SmallState = 16_384;

    /// <summary>
    /// Characters of a larger state that are written in a second. The whole of it is written with every batch of operations, so the larger
    /// it is, the longer the entity lets operations gather for one batch: 5 ms for 100,000 characters.
    /// </summary>
    const double StateCharactersPerSecond = 20_000_000;

    async Task RunBatchAsync(EntityRecord entity)
    {
        List<Message> messages;
        lock (_gate)
        {
            // While the entity is locked, what its holder sends may stand anywhere in the queue.
            var count = entity.LockedBy is null ? Math.Min(entity.Queue.Count, MaxEntityBatch) : entity.Queue.Count;
            messages = entity.Queue.GetRange(0, count);
            entity.Queue.RemoveRange(0, count);
        }

        if (!entity.IsLoaded)
        {
            (entity.State, entity.LockedBy) = await _store.ReadEntityAsync(entity.Id, _abandoned.Token).ConfigureAwait(false);
            entity.IsLoaded = true;
        }

        var batch = await ExecuteAsync(entity, messages, defer: true).ConfigureAwait(false)
            ?? (await ExecuteAsync(entity, messages, defer: false).ConfigureAwait(false))!;
        lock (_gate)
        {
            if (!_closed)
            {
                _open.CountStep();
                Apply(entity, batch);
            }

            // What was put off stands before what came later; it wakes the entity only together with something new.
            entity.IsActive = false;
            var hasNews = entity.Queue.Count > 0;
            entity.Queue.InsertRange(0, batch.Deferred);
            if (hasNews)
            {
                Activate(entity);
            }
            else if (entity.Queue.Count == 0 && _entities.Count > MaxIdleEntities && entity.LastTransaction is null or { IsCommitted: true })
            {
                _entities.Remove(entity.Id);
            }
        }

        WantCommit();
    }

    /// <param name="entity">The entity.</param>
    /// <param name="messages">What it is to work on.</param>
    /// <param name="defer">Whether states that allow it are serialized once, after all operations.</param>
    /// <returns>Null: the state can't be stored.</returns>
    async Task<EntityBatch?> ExecuteAsync(EntityRecord entity, List<Message> messages, bool defer)
    {
        var batch = new EntityBatch { LockedBy = entity.LockedBy };
        var state = new EntityStateCell(_settings.Converter, entity.State, defer ? entity.StateObject : null, defer);
        var id = EntityInstanceId.FromString(entity.Id);
        AsyncServiceScope? scope = null;
        ITaskEntity? code = null;
        try
        {
            var pending = new LinkedList<Message>(messages);
            while (Next(pending, batch.LockedBy) is { } node)
            {
                var message = node.Value;
                pending.Remove(node);
                batch.Consumed.Add(message);
                switch (message.Kind)
                {
                    case MessageKind.LockRequest:
                        Lock(batch, message);
                        break;
                    case MessageKind.Unlock:
                        Unlock(batch, pending, message);
                        break;
                    case MessageKind.EntityRemove:
                        state.SetState(null);
                        state.Commit();
                        break;
                    default:
                        if (code is null)
                        {
                            scope ??= _settings.Services.CreateAsyncScope();
                            code = CreateEntity(id, scope.Value.ServiceProvider);
                        }

                        await OperateAsync(code, id, state, message, batch).ConfigureAwait(false);
                        break;
                }
            }

            batch.Deferred = [.. pending];
        }
        finally
        {
            if (scope is { } used)
            {
                await used.DisposeAsync().ConfigureAwait(false);
            }
        }

        return TryStore(batch, state, id) ? batch : null;
    }

    /// <summary>The first message that may be worked on: while the entity is locked, only what its holder sends, and any unlock.</summary>
    static LinkedListNode<Message>? Next(LinkedList<Message> pending, string? lockedBy)
    {
        for (var node = pending.First; node is not null; node = node.Next)
        {
            var message = node.Value;
            if (lockedBy is null
                || message.Kind == MessageKind.Unlock
                || (message.Kind == MessageKind.EntityOperation && message.TaskId >= 0 && message.Sender == lockedBy))
            {
                return node;
            }
        }

        return null;
    }

    // Which operation is to blame, and who is to be told, shows when each state is serialized on its own.
    bool TryStore(EntityBatch batch, EntityStateCell state, EntityInstanceId id)
    {
        if (!state.IsSerialized)
        {
            try
            {
                Payloads.Check(state.Serialize(), _settings.Hub.MaxPayloadLength, $"The state of entity {id}");
            }
            catch (Exception)
            {
                return false;
            }
        }

        (batch.State, batch.StateObject) = (state.Serialize(), state.Stored);
        return true;
    }

    ITaskEntity? CreateEntity(EntityInstanceId id, IServiceProvider services)
        => _settings.Factory is IDurableTaskFactory2 factory && factory.TryCreateEntity(id.Name, services, out var entity) ? entity : null;

    async Task OperateAsync(ITaskEntity? code, EntityInstanceId id, EntityStateCell state, Message message, EntityBatch batch)
    {
        var context = new EntityContext(id, _settings);
        using var trace = EntityTracing.StartOperation(message);
        try
        {
            if (code is null)
            {
                throw TaskNotFoundException.For(TaskNotFoundException.Entity, "entity", id.Name, null);
            }

            var result = await code.RunAsync(new EntityOperation(message, state, context, _settings.Converter)).ConfigureAwait(false);
            var payload = result is null ? null : _settings.Converter.Serialize(result);
            Payloads.Check(payload, _settings.Hub.MaxPayloadLength, $"The result of operation '{message.Name}'");
            Payloads.Check(state.Pending, _settings.Hub.MaxPayloadLength, $"The state of entity {id}");
            state.Commit();
            Answer(batch, message, payload, null);
        }
        catch (Exception e)
        {
            state.RollBack();
            EngineLog.EntityOperationFailed(_settings.Logger, message.Name!, id.ToString(), e);
            EntityTracing.Fail(trace, e.Message);
            Answer(batch, message, null, _settings.Failures.From(e));
            return;
        }

        foreach (var (target, operation, input, due) in context.Signals)
        {
            batch.Sent.Add(new Message
            {
                Id = _messageIds.Next(),
                Target = target.ToString(),
                Kind = MessageKind.EntityOperation,
                Name = operation,
                Payload = input,
                VisibleAt = due,
                TraceParent = EntityTracing.Signal(trace, id, target, operation, due),
                Sender = id.ToString(),
            });
        }

        batch.Created.AddRange(context.Orchestrations.Select(row => row with { TraceParent = EntityTracing.Start(trace, id, row) }));
    }

    void Answer(EntityBatch batch, Message operation, string? result, TaskFailureDetails? failure)
    {
        if (operation.TaskId >= 0)
        {
            batch.Sent.Add(new Message
            {
                Id = _messageIds.Next(),
                Target = operation.Sender!,
                Kind = failure is null ? MessageKind.EntityCompleted : MessageKind.EntityFailed,
                Key = operation.Key,
                Attempt = operation.Attempt,
                Execution = operation.Execution,
                TaskId = operation.TaskId,
                Payload = result,
                Failure = failure,
            });
        }
    }

    /// <summary>Locks the entity and passes the request on, or tells the requester that it has them all.</summary>
    void Lock(EntityBatch batch, Message request)
    {
        if (!IsWaitingForLock(request))
        {
            // The requester ended meanwhile, and by that sent an unlock to each of the entities; another one could hit a lock that it was
            // granted since.
            return;
        }

        batch.LockedBy = request.Sender;
        var next = request.Index + 1;
        var last = next == request.Entities!.Length;
        batch.Sent.Add(new Message
        {
            Id = _messageIds.Next(),
            Target = last ? request.Sender! : request.Entities[next],
            Kind = last ? MessageKind.LockGranted : MessageKind.LockRequest,
            Sender = last ? null : request.Sender,
            Key = request.Key,
            Attempt = request.Attempt,
            Execution = request.Execution,
            TaskId = request.TaskId,
            Entities = request.Entities,
            Index = last ? 0 : next,
        });
    }

    bool IsWaitingForLock(Message request)
    {
        lock (_gate)
        {
            return _instances.TryGetValue(request.Sender!, out var instance)
                && instance.Execution == request.Execution
                && IsFor(instance, request)
                && instance.Outstanding.Attempt == request.Attempt
                && instance.Outstanding.Locks.ContainsKey(request.TaskId);
        }
    }

    static void Unlock(EntityBatch batch, LinkedList<Message> pending, Message unlock)
    {
        if (batch.LockedBy == unlock.Sender)
        {
            batch.LockedBy = null;
            return;
        }

        // Not the holder: it gives up waiting. What it asked for later, rewound or started anew, stands.
        for (var node = pending.First; node is not null; node = node.Next)
        {
            if (node.Value.Kind == MessageKind.LockRequest && node.Value.Sender == unlock.Sender && node.Value.Id < unlock.Id)
            {
                batch.Consumed.Add(node.Value);
                pending.Remove(node);
                return;
            }
        }
    }

    static TimeSpan RestAfter(string? state)
        => state?.Length > SmallState ? TimeSpan.FromSeconds(state.Length / StateCharactersPerSecond) : TimeSpan.Zero;

    void Apply(EntityRecord entity, EntityBatch batch)
    {
        foreach (var message in batch.Consumed)
        {
            _open.Consume(message);
        }

        entity.StateObject = batch.StateObject;
        if (batch.State != entity.State || batch.LockedBy != entity.LockedBy)
        {
            (entity.LastBatchAt, entity.Rest) = (_settings.Time.GetTimestamp(), RestAfter(batch.State));
            (entity.State, entity.LockedBy) = (batch.State, batch.LockedBy);
            _open.Entities[entity] = (batch.State, batch.LockedBy);
            entity.LastTransaction = _open;
        }

        foreach (var row in batch.Created)
        {
            Create(row);
        }

        foreach (var message in batch.Sent)
        {
            Send(message);
        }
    }
}

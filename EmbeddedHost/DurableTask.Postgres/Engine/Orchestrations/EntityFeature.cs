using DurableTask.Postgres.Engine.History;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>How orchestrator code calls, signals and locks entities.</summary>
sealed class EntityFeature(OrchestratorRun run) : TaskOrchestrationEntityFeature
{
    List<EntityInstanceId>? _locked;
    bool _lockPending;

    public override async Task CallEntityAsync(EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null)
        => await CallEntityAsync<object?>(id, operationName, input, options);

    public override Task<TResult> CallEntityAsync<TResult>(EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null)
    {
        run.CheckThread();
        if (_locked is not null && !_locked.Contains(id))
        {
            throw new InvalidOperationException($"Entity {id} can't be called here: the orchestration holds locks, and not this entity's.");
        }

        var payload = input is null ? null : run.Settings.Converter.Serialize(input);
        return run.Schedule<TResult>(
            actionId => new HistoryEvent
            {
                Type = HistoryEventType.EntityCalled,
                Id = actionId,
                Name = operationName,
                Target = id.ToString(),
                Payload = payload,
            },
            (_, failure) => new EntityOperationFailedException(id, operationName, failure));
    }

    public override Task SignalEntityAsync(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
    {
        run.CheckThread();
        if (_locked?.Contains(id) == true)
        {
            throw new InvalidOperationException($"Entity {id} can't be signaled while the orchestration holds its lock; call it.");
        }

        run.AddAction(actionId => new HistoryEvent
        {
            Type = HistoryEventType.EntitySignaled,
            Id = actionId,
            Name = operationName,
            Target = id.ToString(),
            Payload = input is null ? null : run.Settings.Converter.Serialize(input),
            Time = options?.SignalTime?.UtcDateTime,
        });
        return Task.CompletedTask;
    }

    public override bool InCriticalSection([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IReadOnlyList<EntityInstanceId>? entityIds)
    {
        entityIds = _locked;
        return _locked is not null;
    }

    public override async Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds)
    {
        run.CheckThread();
        ArgumentNullException.ThrowIfNull(entityIds);
        if (_locked is not null || _lockPending)
        {
            throw new InvalidOperationException("The orchestration holds locks already; a critical section can't be nested.");
        }

        // One order for everybody: no two orchestrations can wait for each other.
        string[] ordered = [.. entityIds.Select(id => id.ToString()).Distinct().Order(StringComparer.Ordinal)];
        if (ordered.Length == 0)
        {
            throw new ArgumentException("At least one entity must be named.", nameof(entityIds));
        }

        _lockPending = true;
        await run.Schedule<object?>(
            actionId => new HistoryEvent { Type = HistoryEventType.EntityLockRequested, Id = actionId, Entities = ordered },
            (_, failure) => new InvalidOperationException(failure.ErrorMessage));
        _lockPending = false;
        _locked = [.. ordered.Select(EntityInstanceId.FromString)];
        return new CriticalSection(this, ordered);
    }

    void Release(string[] entities)
    {
        if (_locked is null)
        {
            return;
        }

        run.CheckThread();
        _locked = null;
        run.AddAction(actionId => new HistoryEvent { Type = HistoryEventType.EntityUnlocked, Id = actionId, Entities = entities });
    }

    sealed class CriticalSection(EntityFeature feature, string[] entities) : IAsyncDisposable
    {
        bool _released;

        public ValueTask DisposeAsync()
        {
            if (!_released)
            {
                _released = true;
                feature.Release(entities);
            }

            return ValueTask.CompletedTask;
        }
    }
}

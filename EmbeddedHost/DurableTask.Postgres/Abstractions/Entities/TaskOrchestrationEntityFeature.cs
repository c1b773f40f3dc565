using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask.Entities;

/// <summary>What an orchestration may do with entities.</summary>
public abstract class TaskOrchestrationEntityFeature
{
    /// <summary>Calls an entity and waits for the result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="id">The entity.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">How to call it; null for defaults.</param>
    /// <returns>The result.</returns>
    /// <exception cref="EntityOperationFailedException">The operation failed.</exception>
    /// <exception cref="InvalidOperationException">
    /// In a critical section that does not hold the entity, or while it is being called.
    /// </exception>
    public abstract Task<TResult> CallEntityAsync<TResult>(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null);

    /// <summary>Calls an entity without input and waits for the result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="id">The entity.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="options">How to call it; null for defaults.</param>
    /// <returns>The result.</returns>
    /// <exception cref="EntityOperationFailedException">The operation failed.</exception>
    public virtual Task<TResult> CallEntityAsync<TResult>(EntityInstanceId id, string operationName, CallEntityOptions? options)
        => CallEntityAsync<TResult>(id, operationName, null, options);

    /// <summary>Calls an entity and waits until the operation is done.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">How to call it; null for defaults.</param>
    /// <returns>A task that ends with the operation.</returns>
    /// <exception cref="EntityOperationFailedException">The operation failed.</exception>
    public abstract Task CallEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null);

    /// <summary>Calls an entity without input and waits until the operation is done.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="options">How to call it; null for defaults.</param>
    /// <returns>A task that ends with the operation.</returns>
    /// <exception cref="EntityOperationFailedException">The operation failed.</exception>
    public virtual Task CallEntityAsync(EntityInstanceId id, string operationName, CallEntityOptions? options)
        => CallEntityAsync(id, operationName, null, options);

    /// <summary>Signals an entity: sends an operation without waiting for it, or learning how it went.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">When to deliver it; null for at once.</param>
    /// <returns>A completed task.</returns>
    public abstract Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null);

    /// <summary>Signals an entity without input.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="options">When to deliver it; null for at once.</param>
    /// <returns>A completed task.</returns>
    public virtual Task SignalEntityAsync(EntityInstanceId id, string operationName, SignalEntityOptions? options)
        => SignalEntityAsync(id, operationName, null, options);

    /// <summary>Enters a critical section: locks entities, so that only this orchestration can call them.</summary>
    /// <param name="entityIds">The entities; the order does not matter.</param>
    /// <returns>Leaves the critical section when disposed.</returns>
    /// <exception cref="InvalidOperationException">The orchestration is in a critical section already.</exception>
    public abstract Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds);

    /// <summary>Enters a critical section: locks entities, so that only this orchestration can call them.</summary>
    /// <param name="entityIds">The entities; the order does not matter.</param>
    /// <returns>Leaves the critical section when disposed.</returns>
    /// <exception cref="InvalidOperationException">The orchestration is in a critical section already.</exception>
    public virtual Task<IAsyncDisposable> LockEntitiesAsync(params EntityInstanceId[] entityIds)
        => LockEntitiesAsync((IEnumerable<EntityInstanceId>)entityIds);

    /// <summary>Whether the orchestration is in a critical section.</summary>
    /// <param name="entityIds">The locked entities; null outside a critical section.</param>
    /// <returns>True inside a critical section.</returns>
    public abstract bool InCriticalSection([NotNullWhen(true)] out IReadOnlyList<EntityInstanceId>? entityIds);

    /// <summary>Whether the orchestration is in a critical section.</summary>
    /// <returns>True inside a critical section.</returns>
    public virtual bool InCriticalSection() => InCriticalSection(out _);
}

using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>Signals, reads and cleans up the entities of one task hub.</summary>
/// <remarks>Implementations are safe for concurrent use.</remarks>
public abstract class DurableEntityClient
{
    /// <summary>Creates the client.</summary>
    /// <param name="name">The name under which the client is registered; empty for the default client.</param>
    protected DurableEntityClient(string name) => Name = name;

    /// <summary>The name under which the client is registered; empty for the default client.</summary>
    public string Name { get; }

    /// <summary>Sends an operation to an entity without waiting for a result.</summary>
    /// <param name="id">The entity; it comes into being when the operation sets a state.</param>
    /// <param name="operationName">The operation; compared without regard to case.</param>
    /// <param name="input">The input, serialised with the client's data converter; null for none.</param>
    /// <param name="options">The time before which the operation is not delivered; null for at once.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the signal is stored, not when it is processed.</returns>
    public abstract Task SignalEntityAsync(
        EntityInstanceId id,
        string operationName,
        object? input = null,
        SignalEntityOptions? options = null,
        CancellationToken cancellation = default);

    /// <summary>Sends an operation without input to an entity.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="operationName">The operation; compared without regard to case.</param>
    /// <param name="options">The time before which the operation is not delivered.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the signal is stored, not when it is processed.</returns>
    public virtual Task SignalEntityAsync(
        EntityInstanceId id, string operationName, SignalEntityOptions options, CancellationToken cancellation = default)
        => SignalEntityAsync(id, operationName, null, options, cancellation);

    /// <summary>Sends an operation without input to an entity, to be delivered at once.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="operationName">The operation; compared without regard to case.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>A task that ends when the signal is stored, not when it is processed.</returns>
    public virtual Task SignalEntityAsync(EntityInstanceId id, string operationName, CancellationToken cancellation)
        => SignalEntityAsync(id, operationName, null, null, cancellation);

    /// <summary>Reads an entity with its state in serialised form.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="includeState">Whether the state is fetched too.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>The entity, or null when it does not exist.</returns>
    public abstract Task<EntityMetadata?> GetEntityAsync(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default);

    /// <summary>Reads an entity including its state in serialised form.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>The entity, or null when it does not exist.</returns>
    public virtual Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, CancellationToken cancellation)
        => GetEntityAsync(id, includeState: true, cancellation);

    /// <summary>Reads an entity with its state as a value.</summary>
    /// <typeparam name="T">The type to read the state as.</typeparam>
    /// <param name="id">The entity.</param>
    /// <param name="includeState">Whether the state is fetched too.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>The entity, or null when it does not exist.</returns>
    public abstract Task<EntityMetadata<T>?> GetEntityAsync<T>(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default);

    /// <summary>Reads an entity including its state as a value.</summary>
    /// <typeparam name="T">The type to read the state as.</typeparam>
    /// <param name="id">The entity.</param>
    /// <param name="cancellation">Gives up the request.</param>
    /// <returns>The entity, or null when it does not exist.</returns>
    public virtual Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, CancellationToken cancellation)
        => GetEntityAsync<T>(id, includeState: true, cancellation);

    /// <summary>Lists entities with their states in serialised form, page by page as the caller enumerates.</summary>
    /// <param name="filter">Which entities and how many per page; null for all.</param>
    /// <returns>The entities; nothing is read before the enumeration starts.</returns>
    public abstract AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null);

    /// <summary>Lists entities with their states as values, page by page as the caller enumerates.</summary>
    /// <typeparam name="T">The type to read the states as.</typeparam>
    /// <param name="filter">Which entities and how many per page; null for all.</param>
    /// <returns>The entities; nothing is read before the enumeration starts.</returns>
    public abstract AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null);

    /// <summary>Removes empty entities and releases locks that nobody holds any more.</summary>
    /// <param name="request">What to do; null for <see cref="CleanEntityStorageRequest.Default"/>.</param>
    /// <param name="continueUntilComplete">True to go through everything; false to stop after one page with a continuation token.</param>
    /// <param name="cancellation">Ends the cleaning; what is done stays done.</param>
    /// <returns>What was done.</returns>
    public abstract Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default);
}

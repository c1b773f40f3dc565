namespace DurableTask.Postgres.Management;

/// <summary>
/// What operators may ask of a task hub beyond the client API of the Durable Task SDK: parent and version of an instance, its
/// history, rewind, and the engine's health. Registered by <c>UsePostgres</c> on the client builder; works in every process of the hub.
/// </summary>
public interface ITaskHubManagement
{
    /// <summary>Reads one instance.</summary>
    /// <param name="instanceId">The instance id.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The instance, or null when there is none with this id.</returns>
    Task<InstanceDetails?> GetInstanceAsync(string instanceId, CancellationToken cancellation = default);

    /// <summary>Reads a page of instances, ordered by instance id.</summary>
    /// <param name="query">Filter, page size and continuation token.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The page, with the token of the next one, or a null token on the last.</returns>
    Task<InstancePage> ListInstancesAsync(InstanceListQuery query, CancellationToken cancellation = default);

    /// <summary>Reads the whole history of an instance, oldest event first.</summary>
    /// <param name="instanceId">The instance id.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The events; empty when there is no such instance.</returns>
    Task<IReadOnlyList<InstanceHistoryEvent>> GetHistoryAsync(string instanceId, CancellationToken cancellation = default);

    /// <summary>Reads the engine's condition, without failing when the database is away.</summary>
    /// <param name="cancellation">Cancels the probe.</param>
    /// <returns>The condition.</returns>
    Task<TaskHubHealth> GetHealthAsync(CancellationToken cancellation = default);
}

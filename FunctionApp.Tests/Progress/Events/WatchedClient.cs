using System.Text.Json;
using ImportFunctions.Gate;
using ImportFunctions.Progress;
using ImportFunctions.Tests.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace ImportFunctions.Tests.Progress.Events;

/// <summary>A durable client that shows what a test says: orchestrations with their custom status, and the gate.</summary>
sealed class WatchedClient() : StandInClient("watched")
{
    readonly Dictionary<string, OrchestrationMetadata> _instances = [];

    public GateState Gate { get; set; } = new();

    /// <summary>Thrown by the next reads of orchestrations.</summary>
    public Exception? Broken { get; set; }

    public override DurableEntityClient Entities => new WatchedEntities(this);

    public void Show(ImportProgress progress, OrchestrationRuntimeStatus status = OrchestrationRuntimeStatus.Running) =>
        _instances[progress.InstanceId] = new OrchestrationMetadata("ImportGames", progress.InstanceId)
        {
            RuntimeStatus = status,
            CreatedAt = DateTimeOffset.UtcNow,
            LastUpdatedAt = DateTimeOffset.UtcNow,
            SerializedCustomStatus = JsonSerializer.Serialize(progress),
        };

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Broken is null ? Task.FromResult(_instances.GetValueOrDefault(instanceId)) : throw Broken;

    sealed class WatchedEntities(WatchedClient client) : DurableEntityClient("watched")
    {
        public override Task<EntityMetadata<T>?> GetEntityAsync<T>(
            EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
            Task.FromResult<EntityMetadata<T>?>(new EntityMetadata<T>(id, (T)(object)client.Gate));

        public override Task SignalEntityAsync(EntityInstanceId id, string operationName, object? input = null,
            SignalEntityOptions? options = null, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task<EntityMetadata?> GetEntityAsync(
            EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => throw new NotSupportedException();

        public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) => throw new NotSupportedException();

        public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
            CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default) =>
            throw new NotSupportedException();
    }
}

using DurableTask.Postgres.Management;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functions.Embedded.Tests.Durable;

/// <summary>A task hub that knows one failed instance, cannot rewind, and whose database can be taken away.</summary>
sealed class StandInHub : DurableTaskClient, ITaskHubManagement, IDurableTaskClientProvider
{
    public StandInHub()
        : base("stand-in")
    {
    }

    public bool DatabaseAway { get; set; }

    public DurableTaskClient GetClient(string? name = null) => this;

    Task<InstanceDetails?> ITaskHubManagement.GetInstanceAsync(string instanceId, CancellationToken cancellation)
    {
        if (DatabaseAway)
            throw new TaskHubUnavailableException("The database is away.");
        return Task.FromResult<InstanceDetails?>(new InstanceDetails
        {
            Name = "Echo",
            InstanceId = instanceId,
            RuntimeStatus = OrchestrationRuntimeStatus.Failed,
            SerializedOutput = "no JSON, only words",
            CreatedAt = DateTimeOffset.UnixEpoch.AddMilliseconds(1999),
            LastUpdatedAt = DateTimeOffset.UnixEpoch.AddHours(1).ToOffset(TimeSpan.FromHours(2)),
            Version = "2",
        });
    }

    public Task<InstancePage> ListInstancesAsync(InstanceListQuery query, CancellationToken cancellation = default)
    {
        LastQuery = query;
        return Task.FromResult(new InstancePage([], null));
    }

    public InstanceListQuery? LastQuery { get; private set; }

    public Task<IReadOnlyList<InstanceHistoryEvent>> GetHistoryAsync(string instanceId, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<InstanceHistoryEvent>>([]);

    public Task<TaskHubHealth> GetHealthAsync(CancellationToken cancellation = default) =>
        Task.FromResult(new TaskHubHealth { DatabaseReachable = !DatabaseAway, Role = "client" });

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default) =>
        throw new TaskHubUnavailableException("The database is away.");

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => Task.CompletedTask;

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        Task.CompletedTask;

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        Task.CompletedTask;

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        throw new InvalidOperationException("Nobody may read the whole hub.");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

using DurableTask.Postgres.Engine;
using DurableTask.Postgres.Storage;
using Npgsql;

namespace DurableTask.Postgres.Management;

/// <summary>Answers operators from the database, and from this process' engine where only it knows.</summary>
sealed class TaskHubManagement(TaskHubNode node) : ITaskHubManagement
{
    public async Task<InstanceDetails?> GetInstanceAsync(string instanceId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var found = await Guard.ReadAsync(node, () => InstanceReader.GetAsync(node.Database, instanceId, cancellation), cancellation).ConfigureAwait(false);
        return found is { } instance ? WithFailureAsOutput(instance.Details) : null;
    }

    public async Task<InstancePage> ListInstancesAsync(InstanceListQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var page = await Guard.ReadAsync(node, () => InstanceReader.ListAsync(node.Database, query, cancellation), cancellation).ConfigureAwait(false);
        return page with { Instances = [.. page.Instances.Select(WithFailureAsOutput)] };
    }

    public async Task<IReadOnlyList<InstanceHistoryEvent>> GetHistoryAsync(string instanceId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return await Guard.ReadAsync<IReadOnlyList<InstanceHistoryEvent>>(
            node,
            async () =>
            {
                var found = await InstanceReader.GetAsync(node.Database, instanceId, cancellation).ConfigureAwait(false);
                if (found is not { } instance)
                {
                    return [];
                }

                var store = new HubStore(node.Database, 0, 0);
                var events = await store.ReadHistoryAsync(instance.Key, cancellation).ConfigureAwait(false);
                return HistoryView.Describe(events, instance.Details.SerializedInput);
            },
            cancellation).ConfigureAwait(false);
    }

    public async Task<TaskHubHealth> GetHealthAsync(CancellationToken cancellation = default)
    {
        var engine = node.Engine;
        var reachable = true;
        try
        {
            await using var command = node.Database.DataSource.CreateCommand("SELECT 1");
            command.CommandTimeout = 3;
            await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            reachable = false;
        }

        return new TaskHubHealth
        {
            DatabaseReachable = reachable,
            Role = engine is not null ? "owner" : !node.HasWorker ? "client" : node.Problem is null ? "standby" : "starting",
            Epoch = node.Epoch,
            LiveInstances = engine?.LiveInstances ?? 0,
            RunningActivities = engine?.RunningActivities ?? 0,
            WaitingActivities = engine?.WaitingActivities ?? 0,
            Problem = reachable ? node.Problem : "The database does not answer.",
        };
    }

    // As Durable Functions shows it: a failed instance's output is what went wrong.
    static InstanceDetails WithFailureAsOutput(InstanceDetails details)
        => details.FailureDetails is { } failure ? details with { SerializedOutput = failure.ErrorMessage } : details;
}

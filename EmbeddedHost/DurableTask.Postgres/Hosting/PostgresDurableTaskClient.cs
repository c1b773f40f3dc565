using System.Diagnostics;
using DurableTask.Core.Exceptions;
using DurableTask.Postgres.Engine;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Management;
using DurableTask.Postgres.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace DurableTask.Postgres.Hosting;

/// <summary>The client of a task hub in PostgreSQL. Every call that changes something returns after its commit.</summary>
sealed class PostgresDurableTaskClient : DurableTaskClient
{
    /// <summary>What a new start leaves alone unless told otherwise: instances that are not finished.</summary>
    static readonly OrchestrationRuntimeStatus[] LiveStatuses =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    /// <summary>How long a client waits for a signal before it looks for itself, in a process that the owner wakes.</summary>
    static readonly TimeSpan SafetyNet = TimeSpan.FromSeconds(5);

    /// <summary>The same in a process that may not be woken.</summary>
    static readonly TimeSpan Polling = TimeSpan.FromMilliseconds(200);

    readonly TaskHubNode _node;
    readonly DurableTaskClientOptions _options;
    readonly PostgresDurableEntityClient _entities;

    public PostgresDurableTaskClient(
        string name, TaskHubNodes nodes, IOptionsMonitor<PostgresTaskHubOptions> hubOptions, IOptionsMonitor<DurableTaskClientOptions> clientOptions)
        : base(name)
    {
        _node = nodes.Get(hubOptions.Get(PostgresDurableTaskBuilderExtensions.ClientOptionsName(name)));
        _options = clientOptions.Get(name);
        _entities = new PostgresDurableEntityClient(name, _node, _options.DataConverter);
    }

    public override DurableEntityClient Entities => _entities;

    DataConverter Converter => _options.DataConverter;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var instanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        CheckId(instanceId);
        var version = options?.Version?.Version ?? _options.DefaultVersion;
        var row = new NewInstance
        {
            InstanceId = instanceId,
            Name = orchestratorName.Name,
            Version = string.IsNullOrEmpty(version) ? null : version,
            Input = input is null ? null : Converter.Serialize(input),
            Tags = options?.Tags,
            StartAt = options?.StartAt?.UtcDateTime,
            CreatedAt = DateTime.UtcNow,
        };
        using var trace = Tracing.StartCreation(row);
        var activity = trace ?? Activity.Current;
        row = row with { TraceParent = activity?.Id, TraceState = activity?.TraceStateString };
        Payloads.Check(row.Input, _node.Options.MaxPayloadLength, "The input");
        Payloads.CheckText(row.Name, "The orchestrator's name");
        Payloads.CheckText(row.Version, "The version");
        await CreateAsync(row, options?.DedupeStatuses, cancellation).ConfigureAwait(false);
        return instanceId;
    }

    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        CheckId(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var payload = eventPayload is null ? null : Converter.Serialize(eventPayload);
        Payloads.Check(payload, _node.Options.MaxPayloadLength, "The event's payload");
        using var trace = Tracing.StartRaisingEvent(instanceId, eventName);
        await SendAsync(instanceId, MessageKind.EventRaised, eventName, payload, false, cancellation).ConfigureAwait(false);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
        => ControlAsync(instanceId, MessageKind.Suspend, reason, false, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
        => ControlAsync(instanceId, MessageKind.Resume, reason, false, cancellation);

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var output = options?.Output is null ? null : Converter.Serialize(options.Output);
        Payloads.Check(output, _node.Options.MaxPayloadLength, "The output");
        return ControlAsync(instanceId, MessageKind.Terminate, output, options?.Recursive ?? false, cancellation);
    }

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var found = await Guard.ReadAsync(_node, () => InstanceReader.GetAsync(_node.Database, instanceId, cancellation), cancellation).ConfigureAwait(false);
        return found is { } instance ? ToMetadata(instance.Details, getInputsAndOutputs) : null;
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => WaitAsync(instanceId, m => m.RuntimeStatus != OrchestrationRuntimeStatus.Pending, false, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => WaitAsync(instanceId, m => m.IsCompleted, true, getInputsAndOutputs, cancellation);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var payloads = filter?.FetchInputsAndOutputs ?? false;
        return Pageable.Create(async (continuation, size, cancellation) =>
        {
            var query = new InstanceListQuery
            {
                InstanceIdPrefix = filter?.InstanceIdPrefix,
                CreatedFrom = filter?.CreatedFrom,
                CreatedTo = filter?.CreatedTo,
                Statuses = filter?.Statuses?.ToList(),
                PageSize = size ?? filter?.PageSize ?? OrchestrationQuery.DefaultPageSize,
                ContinuationToken = continuation ?? filter?.ContinuationToken,
                IncludePayloads = payloads,
            };
            var page = await Guard.ReadAsync(_node, () => InstanceReader.ListAsync(_node.Database, query, cancellation), cancellation).ConfigureAwait(false);
            return new Page<OrchestrationMetadata>([.. page.Instances.Select(i => ToMetadata(i, payloads))], page.ContinuationToken);
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        if (instanceId.StartsWith('@'))
        {
            return new PurgeResult(await _entities.RemoveAsync(instanceId, cancellation).ConfigureAwait(false) ? 1 : 0, true);
        }

        var count = await Guard.ReadAsync(
            _node,
            async () =>
            {
                await using var command = _node.Database.DataSource.CreateCommand(Sql.InstancesPurgeOne);
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = instanceId });
                command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = options?.Recursive ?? false });
                return (long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
            },
            cancellation).ConfigureAwait(false);
        return new PurgeResult((int)count, true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        const int Batch = 1000;
        var began = Stopwatch.GetTimestamp();
        long total = 0;
        for (long last = Batch; last >= Batch; total += last)
        {
            if (filter?.Timeout is { } most && Stopwatch.GetElapsedTime(began) > most)
            {
                return new PurgeResult((int)total, false);
            }

            last = await Guard.ReadAsync(
                _node,
                async () =>
                {
                    await using var command = _node.Database.DataSource.CreateCommand(Sql.InstancesPurgeFilter);
                    command.Parameters.Add(Rows.Optional(NpgsqlDbType.TimestampTz, filter?.CreatedFrom?.UtcDateTime));
                    command.Parameters.Add(Rows.Optional(NpgsqlDbType.TimestampTz, filter?.CreatedTo?.UtcDateTime));
                    command.Parameters.Add(InstanceReader.Statuses(filter?.Statuses));
                    command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = options?.Recursive ?? false });
                    command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Batch });
                    return (long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
                },
                cancellation).ConfigureAwait(false);
        }

        return new PurgeResult((int)total, true);
    }

    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var found = await Guard.ReadAsync(_node, () => InstanceReader.GetAsync(_node.Database, instanceId, cancellation), cancellation).ConfigureAwait(false)
            ?? throw Unknown(instanceId);
        var row = new NewInstance
        {
            InstanceId = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId,
            Name = found.Details.Name,
            Version = found.Details.Version,
            Input = found.Details.SerializedInput,
            Tags = found.Details.Tags,
            CreatedAt = DateTime.UtcNow,
        };
        if (!await _node.Writer.CreateAsync(row, cancellation).ConfigureAwait(false))
        {
            throw new InvalidOperationException($"Instance '{instanceId}' is not finished; it can only be restarted under a new id.");
        }

        return row.InstanceId;
    }

    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        CheckId(instanceId);
        var ids = await _node.ReadyAsync(cancellation).ConfigureAwait(false);
        var request = new Message { Id = ids.Next(), Target = instanceId, Kind = MessageKind.Rewind, Payload = reason };
        if (!await _node.Writer.SendAsync(request, cancellation).ConfigureAwait(false))
        {
            var existing = await GetInstancesAsync(instanceId, false, cancellation).ConfigureAwait(false) ?? throw Unknown(instanceId);
            throw new InvalidOperationException($"Instance '{instanceId}' is {existing.RuntimeStatus}; only a failed one can be rewound.");
        }
    }

    public override async Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
    {
        var size = Math.Clamp(pageSize, 1, 1000);
        var ids = await Guard.ReadAsync(
            _node,
            async () =>
            {
                var found = new List<string>();
                await using var command = _node.Database.DataSource.CreateCommand(Sql.InstancesListIds);
                command.Parameters.Add(Rows.Optional(NpgsqlDbType.Text, lastInstanceKey));
                command.Parameters.Add(Rows.Optional(NpgsqlDbType.TimestampTz, completedTimeFrom?.UtcDateTime));
                command.Parameters.Add(Rows.Optional(NpgsqlDbType.TimestampTz, completedTimeTo?.UtcDateTime));
                command.Parameters.Add(InstanceReader.Statuses(runtimeStatus));
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = size + 1 });
                await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    found.Add(reader.GetString(0));
                }

                return found;
            },
            cancellation).ConfigureAwait(false);
        var more = ids.Count > size;
        return new Page<string>([.. ids.Take(size)], more ? ids[size - 1] : null);
    }

    // The node belongs to the process, not to this client.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task CreateAsync(NewInstance row, IReadOnlyList<string>? dedupeStatuses, CancellationToken cancellation)
    {
        var given = dedupeStatuses?.Select(s => Enum.Parse<OrchestrationRuntimeStatus>(s, ignoreCase: true));
        HashSet<OrchestrationRuntimeStatus> kept = [.. given ?? LiveStatuses];
        var keptFinished = kept.Where(s => !LiveStatuses.Contains(s)).Aggregate(0, (mask, s) => mask | (1 << (int)s));
        row = row with { Keeps = keptFinished == 0 ? null : (short)keptFinished };
        var replacesLive = LiveStatuses.Any(s => !kept.Contains(s));
        while (!await _node.Writer.CreateAsync(row, cancellation).ConfigureAwait(false))
        {
            var existing = replacesLive ? await GetInstancesAsync(row.InstanceId, false, cancellation).ConfigureAwait(false) : null;
            if (!replacesLive || (existing is not null && kept.Contains(existing.RuntimeStatus)))
            {
                throw new OrchestrationAlreadyExistsException(
                    $"An orchestration with id '{row.InstanceId}' already exists and is not replaced while it is {string.Join(", ", kept)}.");
            }

            if (existing is { IsCompleted: false })
            {
                if (kept.Contains(OrchestrationRuntimeStatus.Terminated))
                {
                    throw new ArgumentException(
                        $"Instance '{row.InstanceId}' is {existing.RuntimeStatus}: to be replaced it would have to be terminated, "
                            + "and DedupeStatuses keeps terminated instances.",
                        nameof(dedupeStatuses));
                }

                var termination = new TerminateInstanceOptions("Replaced by a new instance.");
                await TerminateInstanceAsync(row.InstanceId, termination, cancellation).ConfigureAwait(false);
                await WaitForInstanceCompletionAsync(row.InstanceId, false, cancellation).ConfigureAwait(false);
            }
        }
    }

    async Task ControlAsync(string instanceId, MessageKind kind, string? payload, bool recursive, CancellationToken cancellation)
    {
        CheckId(instanceId);
        await SendAsync(instanceId, kind, null, payload, recursive, cancellation).ConfigureAwait(false);
    }

    async Task SendAsync(string instanceId, MessageKind kind, string? name, string? payload, bool recursive, CancellationToken cancellation)
    {
        var ids = await _node.ReadyAsync(cancellation).ConfigureAwait(false);
        await _node.Writer.SendAsync(
            new Message { Id = ids.Next(), Target = instanceId, Kind = kind, Name = name, Payload = payload, Recursive = recursive },
            cancellation).ConfigureAwait(false);
    }

    async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<OrchestrationMetadata, bool> reached, bool onlyEnd, bool payloads, CancellationToken cancellation)
    {
        using var watch = _node.Signals.Watch(instanceId, onlyEnd);
        // What this process works on has not ended, and its end will be signalled: there is nothing to look at yet.
        var look = !onlyEnd || _node.Engine?.IsLive(instanceId) != true;
        while (true)
        {
            if (look)
            {
                watch.Renew();
                // One that does not exist yet is waited for too: a child is known by its id before its parent has created it.
                var metadata = await GetInstancesAsync(instanceId, payloads, cancellation).ConfigureAwait(false);
                if (metadata is not null && reached(metadata))
                {
                    return metadata;
                }
            }

            look = true;
            var wait = _node.Engine is not null ? SafetyNet : Polling;
            await watch.Change.WaitAsync(wait, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    OrchestrationMetadata ToMetadata(InstanceDetails details, bool payloads) => new(details.Name, details.InstanceId)
    {
        RuntimeStatus = details.RuntimeStatus,
        CreatedAt = details.CreatedAt,
        LastUpdatedAt = details.LastUpdatedAt,
        FailureDetails = payloads ? details.FailureDetails : null,
        Tags = details.Tags,
        SerializedInput = payloads ? details.SerializedInput : null,
        SerializedOutput = payloads ? details.SerializedOutput : null,
        SerializedCustomStatus = payloads ? details.SerializedCustomStatus : null,
        DataConverter = payloads ? Converter : null,
    };

    static ArgumentException Unknown(string instanceId)
        => new($"An orchestration with the instanceId {instanceId} was not found.", nameof(instanceId));

    static void CheckId(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        if (instanceId.StartsWith('@'))
        {
            throw new ArgumentException("An instance id must not begin with '@'.", nameof(instanceId));
        }

        Payloads.CheckId(instanceId, "The instance's id");
    }
}

using DurableTask.Postgres.Engine;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Npgsql;
using NpgsqlTypes;

namespace DurableTask.Postgres.Hosting;

/// <summary>The client of the hub's entities.</summary>
sealed class PostgresDurableEntityClient(string name, TaskHubNode node, DataConverter converter) : DurableEntityClient(name)
{
    public override async Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(operationName);
        Payloads.CheckId(id.ToString(), "The entity's id");
        var payload = input is null ? null : converter.Serialize(input);
        Payloads.Check(payload, node.Options.MaxPayloadLength, "The signal's input");
        var ids = await node.ReadyAsync(cancellation).ConfigureAwait(false);
        var due = options?.SignalTime?.UtcDateTime;
        using var trace = EntityTracing.StartSignal(id.ToString(), operationName, due);
        var signal = new Message
        {
            Id = ids.Next(),
            Target = id.ToString(),
            Kind = MessageKind.EntityOperation,
            Name = operationName,
            Payload = payload,
            VisibleAt = due,
            TraceParent = trace?.Id,
        };
        await node.Writer.SendAsync(signal, cancellation).ConfigureAwait(false);
    }

    public override async Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
    {
        var entities = await ReadOneAsync(id, includeState, cancellation).ConfigureAwait(false);
        return entities is { } row ? ToMetadata(row, includeState) : null;
    }

    public override async Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
    {
        var entities = await ReadOneAsync(id, includeState, cancellation).ConfigureAwait(false);
        return entities is { } row ? ToMetadata<T>(row, includeState) : null;
    }

    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null)
        => Pageable.Create(async (continuation, size, cancellation) =>
        {
            var (rows, next) = await ReadPageAsync(filter, continuation, size, cancellation).ConfigureAwait(false);
            return new Page<EntityMetadata>([.. rows.Select(r => ToMetadata(r, filter?.IncludeState ?? true))], next);
        });

    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null)
        => Pageable.Create(async (continuation, size, cancellation) =>
        {
            var (rows, next) = await ReadPageAsync(filter, continuation, size, cancellation).ConfigureAwait(false);
            return new Page<EntityMetadata<T>>([.. rows.Select(r => ToMetadata<T>(r, filter?.IncludeState ?? true))], next);
        });

    /// <summary>
    /// Nothing is left to clean: the engine removes entities that have neither state nor lock with their last operation, and gives locks
    /// back when their holder ends, however it ends.
    /// </summary>
    public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default)
        => Task.FromResult(new CleanEntityStorageResult());

    /// <summary>Removes an entity's state, whatever its code would say.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellation)
    {
        if (await ReadOneAsync(EntityInstanceId.FromString(id), false, cancellation).ConfigureAwait(false) is null)
        {
            return false;
        }

        var ids = await node.ReadyAsync(cancellation).ConfigureAwait(false);
        var removal = new Message { Id = ids.Next(), Target = id, Kind = MessageKind.EntityRemove };
        await node.Writer.SendAsync(removal, cancellation).ConfigureAwait(false);
        return true;
    }

    Task<EntityRow?> ReadOneAsync(EntityInstanceId id, bool includeState, CancellationToken cancellation)
        => Guard.ReadAsync(
            node,
            async () =>
            {
                await using var command = node.Database.DataSource.CreateCommand(Sql.EntityGet);
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id.ToString() });
                command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = includeState });
                await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                return await reader.ReadAsync(cancellation).ConfigureAwait(false) ? Read(reader) : (EntityRow?)null;
            },
            cancellation);

    Task<(List<EntityRow> Rows, string? Next)> ReadPageAsync(EntityQuery? filter, string? continuation, int? size, CancellationToken cancellation)
        => Guard.ReadAsync(
            node,
            async () =>
            {
                var most = Math.Clamp(size ?? filter?.PageSize ?? EntityQuery.DefaultPageSize, 1, 1000);
                var prefix = filter?.InstanceIdStartsWith is { Length: > 0 } p ? p.StartsWith('@') ? p : "@" + p : null;
                await using var command = node.Database.DataSource.CreateCommand(Sql.EntitiesList);
                command.Parameters.Add(Rows.Optional(NpgsqlDbType.Text, continuation ?? filter?.ContinuationToken));
                command.Parameters.Add(Rows.Optional(NpgsqlDbType.Text, prefix));
                command.Parameters.Add(Rows.Optional(NpgsqlDbType.TimestampTz, filter?.LastModifiedFrom?.UtcDateTime));
                command.Parameters.Add(Rows.Optional(NpgsqlDbType.TimestampTz, filter?.LastModifiedTo?.UtcDateTime));
                command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = filter?.IncludeState ?? true });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most + 1 });
                command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = filter?.IncludeTransient ?? false });
                var rows = new List<EntityRow>();
                await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                {
                    rows.Add(Read(reader));
                }

                var more = rows.Count > most;
                if (more)
                {
                    rows.RemoveAt(most);
                }

                return (rows, more ? rows[^1].Id : null);
            },
            cancellation);

    static EntityRow Read(NpgsqlDataReader reader) => new(
        reader.GetString(0), InstanceRows.Text(reader, 1), InstanceRows.Text(reader, 2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt32(4));

    EntityMetadata ToMetadata(EntityRow row, bool includeState)
        => new(EntityInstanceId.FromString(row.Id), includeState && row.State is not null ? new SerializedData(row.State, converter) : null)
        {
            LastModifiedTime = row.UpdatedAt,
            BacklogQueueSize = row.Backlog,
            LockedBy = row.LockedBy,
        };

    EntityMetadata<T> ToMetadata<T>(EntityRow row, bool includeState)
    {
        var id = EntityInstanceId.FromString(row.Id);
        return includeState && row.State is not null
            ? new EntityMetadata<T>(id, converter.Deserialize<T>(row.State)!) { LastModifiedTime = row.UpdatedAt, BacklogQueueSize = row.Backlog, LockedBy = row.LockedBy }
            : new EntityMetadata<T>(id) { LastModifiedTime = row.UpdatedAt, BacklogQueueSize = row.Backlog, LockedBy = row.LockedBy };
    }

    readonly record struct EntityRow(string Id, string? State, string? LockedBy, DateTimeOffset UpdatedAt, int Backlog);
}

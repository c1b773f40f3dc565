using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Management;
using Microsoft.DurableTask.Client;
using Npgsql;
using NpgsqlTypes;

namespace DurableTask.Postgres.Storage;

/// <summary>Reads instances for clients and operators, straight from the database.</summary>
static class InstanceReader
{
    public static async Task<(InstanceDetails Details, long Key)?> GetAsync(HubDatabase database, string instanceId, CancellationToken cancellation)
    {
        await using var command = database.DataSource.CreateCommand(Sql.InstanceGet);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = instanceId });
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false) ? (Read(reader), reader.GetInt64(12)) : null;
    }

    public static async Task<InstancePage> ListAsync(HubDatabase database, InstanceListQuery query, CancellationToken cancellation)
    {
        var size = Math.Clamp(query.PageSize, 1, 1000);
        await using var command = database.DataSource.CreateCommand(Sql.InstancesList);
        command.Parameters.Add(Rows.Optional(NpgsqlDbType.Text, query.ContinuationToken));
        command.Parameters.Add(Rows.Optional(NpgsqlDbType.Text, string.IsNullOrEmpty(query.InstanceIdPrefix) ? null : query.InstanceIdPrefix));
        command.Parameters.Add(Rows.Optional(NpgsqlDbType.TimestampTz, query.CreatedFrom?.UtcDateTime));
        command.Parameters.Add(Rows.Optional(NpgsqlDbType.TimestampTz, query.CreatedTo?.UtcDateTime));
        command.Parameters.Add(Statuses(query.Statuses));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = size + 1 });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = query.IncludePayloads });
        var found = new List<InstanceDetails>();
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            found.Add(Read(reader));
        }

        // One more than asked for tells that there is another page.
        var more = found.Count > size;
        if (more)
        {
            found.RemoveAt(size);
        }

        return new InstancePage(found, more ? found[^1].InstanceId : null);
    }

    public static NpgsqlParameter Statuses(IEnumerable<OrchestrationRuntimeStatus>? statuses)
    {
        var numbers = statuses?.Select(s => (short)s).Distinct().ToArray();
        return new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint,
            Value = numbers is { Length: > 0 } ? numbers : DBNull.Value,
        };
    }

    static InstanceDetails Read(NpgsqlDataReader reader) => new()
    {
        InstanceId = reader.GetString(0),
        Name = reader.GetString(1),
        Version = InstanceRows.Text(reader, 2),
        RuntimeStatus = (OrchestrationRuntimeStatus)reader.GetInt16(3),
        ParentInstanceId = InstanceRows.Text(reader, 4),
        Tags = CompactJson.ParseTags(InstanceRows.Text(reader, 5)),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(6),
        LastUpdatedAt = reader.GetFieldValue<DateTimeOffset>(7),
        SerializedCustomStatus = InstanceRows.Text(reader, 8),
        FailureDetails = CompactJson.ParseFailure(InstanceRows.Text(reader, 9)),
        SerializedInput = InstanceRows.Text(reader, 10),
        SerializedOutput = InstanceRows.Text(reader, 11),
    };
}

using DurableTask.Postgres.Engine;
using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Orchestrations;
using Npgsql;

namespace DurableTask.Postgres.Storage;

/// <summary>Instances as rows.</summary>
static class InstanceRows
{
    public static NpgsqlBatchCommand Create(IReadOnlyList<NewInstance> rows, long processNumber)
    {
        var create = new NpgsqlBatchCommand(Sql.InstancesCreate);
        create.Parameters.Add(Rows.Texts(rows.Select(r => r.InstanceId)));
        create.Parameters.Add(Rows.Texts(rows.Select(r => r.Name)));
        create.Parameters.Add(Rows.Texts(rows.Select(r => r.Version)));
        create.Parameters.Add(Rows.Texts(rows.Select(r => r.Input)));
        create.Parameters.Add(Rows.Texts(rows.Select(r => CompactJson.SerializeTags(r.Tags))));
        create.Parameters.Add(Rows.Texts(rows.Select(r => r.ParentId)));
        create.Parameters.Add(Rows.OptionalInts(rows.Select(r => r.ParentExecution)));
        create.Parameters.Add(Rows.OptionalInts(rows.Select(r => r.ParentTask)));
        create.Parameters.Add(Rows.Texts(rows.Select(r => r.TraceParent)));
        create.Parameters.Add(Rows.Texts(rows.Select(r => r.TraceState)));
        create.Parameters.Add(Rows.Times(rows.Select(r => r.StartAt)));
        create.Parameters.Add(Rows.Times(rows.Select(r => (DateTime?)r.CreatedAt)));
        create.Parameters.Add(Rows.Texts(rows.Select(r => r.ParentName)));
        create.Parameters.Add(Rows.OptionalShorts(rows.Select(r => r.Keeps)));
        create.Parameters.Add(new NpgsqlParameter<long> { TypedValue = processNumber });
        return create;
    }

    /// <summary>Reads a row of <c>instances_read_live</c> or <c>instances_read_new_pending</c>.</summary>
    public static OrchestrationInstance ReadLive(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Key = reader.GetInt64(1),
        Name = reader.GetString(2),
        Version = Text(reader, 3),
        Status = reader.GetInt16(4),
        CustomStatus = Text(reader, 5),
        Tags = CompactJson.ParseTags(Text(reader, 6)),
        ParentId = Text(reader, 7),
        ParentExecution = reader.IsDBNull(8) ? 0 : reader.GetInt32(8),
        ParentTask = reader.IsDBNull(9) ? -1 : reader.GetInt32(9),
        TraceParent = Text(reader, 10),
        TraceState = Text(reader, 11),
        StartAt = reader.IsDBNull(12) ? null : reader.GetDateTime(12),
        CreatedAt = reader.GetDateTime(13),
        Execution = reader.GetInt32(14),
        ParentName = Text(reader, 15),
    };

    public static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

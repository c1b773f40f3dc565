using Npgsql;
using NpgsqlTypes;

namespace DurableTask.Postgres.Storage;

/// <summary>Columns of many rows as array parameters, for <c>unnest</c>.</summary>
static class Rows
{
    public static NpgsqlParameter Texts(IEnumerable<string?> values)
        => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = values.ToArray() };

    public static NpgsqlParameter Longs(IEnumerable<long> values)
        => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = values.ToArray() };

    public static NpgsqlParameter Ints(IEnumerable<int> values)
        => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer, Value = values.ToArray() };

    public static NpgsqlParameter OptionalInts(IEnumerable<int?> values)
        => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer, Value = values.ToArray() };

    public static NpgsqlParameter Shorts(IEnumerable<short> values)
        => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint, Value = values.ToArray() };

    public static NpgsqlParameter OptionalShorts(IEnumerable<short?> values)
        => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint, Value = values.ToArray() };

    public static NpgsqlParameter Times(IEnumerable<DateTime?> values)
        => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, Value = values.ToArray() };

    public static NpgsqlParameter Bytes(IEnumerable<byte[]> values)
        => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, Value = values.ToArray() };

    /// <summary>A value or NULL of the given type.</summary>
    public static NpgsqlParameter Optional(NpgsqlDbType type, object? value)
        => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}

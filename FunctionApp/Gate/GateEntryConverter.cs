using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImportFunctions.Gate;

/// <summary>
/// Writes an entry as a short array: instance, run, player (null where it is the instance), priority, and times in milliseconds since 1970.
/// The gate's whole state is read and written with every operation, and a thousand imports may wait: this takes a fifth of the space and
/// of the time of an object with named members.
/// </summary>
sealed class GateEntryConverter : JsonConverter<GateEntry>
{
    public override GateEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("An entry of the gate is an array.");
        var instance = Next(ref reader).GetString()!;
        var run = Next(ref reader).GetGuid();
        var player = Next(ref reader).GetString() ?? instance;
        var priority = (ImportPriority)Next(ref reader).GetInt32();
        var requested = Time(Next(ref reader).GetInt64());
        var enqueued = Time(Next(ref reader).GetInt64());
        var arrival = Next(ref reader).GetInt64();
        DateTimeOffset? granted = Next(ref reader).TokenType == JsonTokenType.Null ? null : Time(reader.GetInt64());
        // An entry that was written before there were leases ends here.
        DateTimeOffset? lease = null;
        if (Next(ref reader).TokenType == JsonTokenType.Number)
        {
            lease = Time(reader.GetInt64());
            reader.Read();
        }

        if (reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException("An entry of the gate has eight or nine values.");
        return new GateEntry
        {
            InstanceId = instance,
            RunId = run,
            Player = player,
            Priority = priority,
            RequestedAt = requested,
            EnqueuedAt = enqueued,
            Arrival = arrival,
            GrantedAt = granted,
            LeaseUntil = lease ?? granted,
        };
    }

    public override void Write(Utf8JsonWriter writer, GateEntry value, JsonSerializerOptions options)
    {
        if (value.Json.Of(value) is not { } json)
        {
            json = ToJson(value);
            value.Json = new GateEntryJson(value, json);
        }

        writer.WriteRawValue(json, skipInputValidation: true);
    }

    static byte[] ToJson(GateEntry value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        writer.WriteStringValue(value.InstanceId);
        writer.WriteStringValue(value.RunId);
        writer.WriteStringValue(value.Player == value.InstanceId ? null : value.Player);
        writer.WriteNumberValue((int)value.Priority);
        writer.WriteNumberValue(value.RequestedAt.ToUnixTimeMilliseconds());
        writer.WriteNumberValue(value.EnqueuedAt.ToUnixTimeMilliseconds());
        writer.WriteNumberValue(value.Arrival);
        if (value.GrantedAt is { } granted)
            writer.WriteNumberValue(granted.ToUnixTimeMilliseconds());
        else
            writer.WriteNullValue();
        if (value.LeaseUntil is { } lease)
            writer.WriteNumberValue(lease.ToUnixTimeMilliseconds());
        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    // Returns the reader for the value; a struct, so that the caller's own one moves on.
    static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw new JsonException("An entry of the gate ends early.");
        return ref reader;
    }
}

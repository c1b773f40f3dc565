using System.Buffers;
using System.Text.Json;

namespace DurableTask.Postgres.Engine.History;

/// <summary>Turns events into the bytes of a history row and back. Names and numbers are stored: they never change.</summary>
static class HistoryCodec
{
    public static byte[] Encode(IReadOnlyList<HistoryEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>(256 * Math.Max(1, events.Count));
        using (var writer = new Utf8JsonWriter(buffer, CompactJson.WriterOptions))
        {
            writer.WriteStartArray();
            foreach (var e in events)
            {
                Write(writer, e);
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static IEnumerable<HistoryEvent> Decode(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        foreach (var element in document.RootElement.EnumerateArray())
        {
            yield return Read(element);
        }
    }

    static void Write(Utf8JsonWriter writer, HistoryEvent e)
    {
        writer.WriteStartObject();
        writer.WriteNumber("t", (int)e.Type);
        if (e.Id >= 0)
        {
            writer.WriteNumber("i", e.Id);
        }

        writer.WriteIfSet("n", e.Name);
        writer.WriteIfSet("p", e.Payload);
        writer.WriteFailure("f", e.Failure);
        writer.WriteIfSet("g", e.Target);
        writer.WriteTime("d", e.Time);
        writer.WriteIfSet("v", e.Version);
        if (e.Execution != 0)
        {
            writer.WriteNumber("x", e.Execution);
        }

        writer.WriteStrings("e", e.Entities);
        writer.WriteTags("l", e.Tags);
        writer.WriteEndObject();
    }

    static HistoryEvent Read(JsonElement element) => new()
    {
        Type = (HistoryEventType)element.GetProperty("t").GetInt32(),
        Id = element.GetInt("i", -1),
        Name = element.GetStringOrNull("n"),
        Payload = element.GetStringOrNull("p"),
        Failure = element.GetFailure("f"),
        Target = element.GetStringOrNull("g"),
        Time = element.GetTime("d"),
        Version = element.GetStringOrNull("v"),
        Execution = element.GetInt("x", 0),
        Entities = element.GetStrings("e"),
        Tags = element.TryGetProperty("l", out var tags) ? tags.Deserialize<Dictionary<string, string>>() : null,
    };
}

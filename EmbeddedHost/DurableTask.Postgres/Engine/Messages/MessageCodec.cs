using System.Buffers;
using System.Text.Json;
using DurableTask.Postgres.Engine.History;

namespace DurableTask.Postgres.Engine.Messages;

/// <summary>Turns messages into the bytes of an inbox row and back. Names are stored: they never change.</summary>
static class MessageCodec
{
    public static byte[] Encode(Message message)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, CompactJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteIfSet("n", message.Name);
            writer.WriteIfSet("p", message.Payload);
            writer.WriteFailure("f", message.Failure);
            writer.WriteIfSet("s", message.Sender);
            writer.WriteIfSet("w", message.TraceParent);
            if (message.Execution != 0)
            {
                writer.WriteNumber("x", message.Execution);
            }

            if (message.TaskId >= 0)
            {
                writer.WriteNumber("i", message.TaskId);
            }

            if (message.Key != 0)
            {
                writer.WriteNumber("y", message.Key);
            }

            if (message.Attempt != 0)
            {
                writer.WriteNumber("a", message.Attempt);
            }

            writer.WriteStrings("e", message.Entities);
            if (message.Index != 0)
            {
                writer.WriteNumber("k", message.Index);
            }

            if (message.Recursive)
            {
                writer.WriteBoolean("r", true);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static Message Decode(long id, string target, MessageKind kind, DateTime? visibleAt, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var element = document.RootElement;
        return new Message
        {
            Id = id,
            Target = target,
            Kind = kind,
            VisibleAt = visibleAt,
            Name = element.GetStringOrNull("n"),
            Payload = element.GetStringOrNull("p"),
            Failure = element.GetFailure("f"),
            Sender = element.GetStringOrNull("s"),
            TraceParent = element.GetStringOrNull("w"),
            Execution = element.GetInt("x", 0),
            TaskId = element.GetInt("i", -1),
            Key = element.TryGetProperty("y", out var key) ? key.GetInt64() : 0,
            Attempt = element.GetInt("a", 0),
            Entities = element.GetStrings("e"),
            Index = element.GetInt("k", 0),
            Recursive = element.TryGetProperty("r", out var recursive) && recursive.GetBoolean(),
        };
    }
}

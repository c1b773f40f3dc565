using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine.History;

/// <summary>The shared parts of how history events and messages are stored: JSON with one-letter names, absent members left out.</summary>
static class CompactJson
{
    /// <summary>Payloads are JSON themselves: escaping no more than JSON demands keeps them readable and small.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void WriteIfSet(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTime? value)
    {
        if (value is { } time)
        {
            writer.WriteNumber(name, time.Ticks);
        }
    }

    public static void WriteStrings(this Utf8JsonWriter writer, string name, string[]? values)
    {
        if (values is null)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    public static void WriteTags(this Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in tags)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    public static string? SerializeTags(IReadOnlyDictionary<string, string>? tags)
        => tags is { Count: > 0 } ? JsonSerializer.Serialize(tags) : null;

    public static IReadOnlyDictionary<string, string> ParseTags(string? json)
        => json is null ? EmptyTags : JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;

    public static readonly IReadOnlyDictionary<string, string> EmptyTags = new Dictionary<string, string>();

    public static string? GetStringOrNull(this JsonElement element, string name)
        => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static int GetInt(this JsonElement element, string name, int absent)
        => element.TryGetProperty(name, out var value) ? value.GetInt32() : absent;

    public static DateTime? GetTime(this JsonElement element, string name)
        => element.TryGetProperty(name, out var value) ? new DateTime(value.GetInt64(), DateTimeKind.Utc) : null;

    public static string[]? GetStrings(this JsonElement element, string name)
        => element.TryGetProperty(name, out var value) ? [.. value.EnumerateArray().Select(v => v.GetString()!)] : null;

    public static TaskFailureDetails? GetFailure(this JsonElement element, string name)
        => element.TryGetProperty(name, out var value) ? ParseFailure(value) : null;

    public static void WriteFailure(this Utf8JsonWriter writer, string name, TaskFailureDetails? failure)
    {
        if (failure is not null)
        {
            writer.WritePropertyName(name);
            WriteFailure(writer, failure);
        }
    }

    public static string SerializeFailure(TaskFailureDetails failure)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            WriteFailure(writer, failure);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static TaskFailureDetails? ParseFailure(string? json)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return ParseFailure(document.RootElement);
    }

    static void WriteFailure(Utf8JsonWriter writer, TaskFailureDetails failure)
    {
        writer.WriteStartObject();
        writer.WriteString("type", failure.ErrorType);
        writer.WriteString("message", failure.ErrorMessage);
        writer.WriteIfSet("stack", failure.StackTrace);
        writer.WriteFailure("inner", failure.InnerFailure);
        if (failure.Properties is { Count: > 0 } properties)
        {
            writer.WritePropertyName("properties");
            FailureProperties.Write(writer, properties);
        }

        writer.WriteEndObject();
    }

    static TaskFailureDetails ParseFailure(JsonElement element) => new(
        element.GetStringOrNull("type") ?? "(unknown)",
        element.GetStringOrNull("message") ?? "",
        element.GetStringOrNull("stack"),
        element.GetFailure("inner"),
        element.TryGetProperty("properties", out var properties) ? FailureProperties.Parse(properties) : null);
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>Writes headers as an object: a text for one value, an array for several. Names are found again in any case.</summary>
sealed class HttpHeadersConverter : JsonConverter<IDictionary<string, StringValues>>
{
    public override IDictionary<string, StringValues> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var headers = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in document.RootElement.EnumerateObject())
        {
            headers[header.Name] = header.Value.ValueKind == JsonValueKind.Array
                ? header.Value.EnumerateArray().Select(v => v.GetString()).ToArray()
                : header.Value.GetString();
        }

        return headers;
    }

    public override void Write(Utf8JsonWriter writer, IDictionary<string, StringValues> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, values) in value)
        {
            writer.WritePropertyName(name);
            if (values.Count == 1)
            {
                writer.WriteStringValue(values[0]);
                continue;
            }

            writer.WriteStartArray();
            foreach (var one in values)
                writer.WriteStringValue(one);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}

using System.Globalization;
using System.Text.Json;

namespace DurableTask.Postgres.Engine.History;

/// <summary>
/// The properties of a failure as JSON. Strings, numbers, truth values, times, lists and dictionaries come back as such, numbers always as
/// <see cref="double"/>; anything else comes back as its text.
/// </summary>
static class FailureProperties
{
    /// <summary>An object of this one member is a time.</summary>
    const string TimeMember = "$time";

    /// <summary>The same with an offset.</summary>
    const string OffsetTimeMember = "$offsetTime";

    const int MaxDepth = 10;

    public static void Write(Utf8JsonWriter writer, IDictionary<string, object?> properties) => Write(writer, properties, 0);

    public static Dictionary<string, object?> Parse(JsonElement element)
        => element.EnumerateObject().ToDictionary(p => p.Name, p => ParseValue(p.Value));

    static void Write(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> properties, int depth)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in properties)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value, depth + 1);
        }

        writer.WriteEndObject();
    }

    static void WriteValue(Utf8JsonWriter writer, object? value, int depth)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case byte or sbyte or short or ushort or int or uint or long or ulong or decimal:
                writer.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case double or float when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                writer.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                Write(writer, [new(TimeMember, time.ToString("O", CultureInfo.InvariantCulture))], depth);
                break;
            case DateTimeOffset time:
                Write(writer, [new(OffsetTimeMember, time.ToString("O", CultureInfo.InvariantCulture))], depth);
                break;
            case IEnumerable<KeyValuePair<string, object?>> nested when depth < MaxDepth:
                Write(writer, nested, depth);
                break;
            case System.Collections.IEnumerable list when depth < MaxDepth:
                writer.WriteStartArray();
                foreach (var item in list)
                {
                    WriteValue(writer, item, depth + 1);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    static object? ParseValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(ParseValue).ToList(),
        _ => ParseTime(value) ?? Parse(value),
    };

    static object? ParseTime(JsonElement value)
    {
        if (value.GetPropertyCount() != 1)
        {
            return null;
        }

        if (value.TryGetProperty(TimeMember, out var time) && time.ValueKind == JsonValueKind.String)
        {
            return DateTime.Parse(time.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        }

        return value.TryGetProperty(OffsetTimeMember, out time) && time.ValueKind == JsonValueKind.String
            ? DateTimeOffset.Parse(time.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
            : null;
    }
}

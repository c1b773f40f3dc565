using System.Globalization;
using System.Text.Json;
using DurableTask.Postgres.Management;

namespace Functions.Embedded.Durable.Management;

/// <summary>Writes the status of an instance, in the order and form that clients of Durable Functions expect.</summary>
static class StatusJson
{
    const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static void Write(
        Utf8JsonWriter writer, InstanceDetails instance, bool showInput, Action<Utf8JsonWriter>? writeHistory = null)
    {
        writer.WriteStartObject();
        writer.WriteString("name", instance.Name);
        if (!string.IsNullOrEmpty(instance.Version))
            writer.WriteString("version", instance.Version);
        writer.WriteString("instanceId", instance.InstanceId);
        if (!string.IsNullOrEmpty(instance.ParentInstanceId))
            writer.WriteString("parentInstanceId", instance.ParentInstanceId);
        writer.WriteString("runtimeStatus", instance.RuntimeStatus.ToString());
        writer.WriteToken("input", showInput ? instance.SerializedInput : null);
        writer.WriteToken("customStatus", instance.SerializedCustomStatus);
        writer.WriteToken("output", instance.SerializedOutput);
        writer.WriteString("createdTime", Time(instance.CreatedAt));
        writer.WriteString("lastUpdatedTime", Time(instance.LastUpdatedAt));
        if (writeHistory is not null)
        {
            writer.WritePropertyName("historyEvents");
            writeHistory(writer);
        }

        writer.WriteEndObject();
    }

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}

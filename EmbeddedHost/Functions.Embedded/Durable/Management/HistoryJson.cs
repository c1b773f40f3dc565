using System.Globalization;
using System.Text.Json;
using DurableTask.Postgres.Management;

namespace Functions.Embedded.Durable.Management;

/// <summary>
/// Writes a history as Durable Functions shows it: turns of the orchestrator left out, and what was scheduled folded into its completion.
/// </summary>
static class HistoryJson
{
    const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<InstanceHistoryEvent> events, bool showInput, bool showOutput)
    {
        var scheduled = events.Where(IsScheduled).GroupBy(e => e.EventId).ToDictionary(g => g.Key, g => g.Last());
        var completed = events.Where(e => IsCompletion(e) && e.TaskScheduledId is { } id && scheduled.ContainsKey(id))
            .Select(e => e.TaskScheduledId!.Value).ToHashSet();
        writer.WriteStartArray();
        foreach (var e in events)
        {
            if (e.EventType is "OrchestratorStarted" or "OrchestratorCompleted" || (IsScheduled(e) && completed.Contains(e.EventId)))
                continue;
            var origin = IsCompletion(e) && e.TaskScheduledId is { } id ? scheduled.GetValueOrDefault(id) : null;
            Write(writer, e, origin, showInput, showOutput);
        }

        writer.WriteEndArray();
    }

    static void Write(Utf8JsonWriter writer, InstanceHistoryEvent e, InstanceHistoryEvent? origin, bool showInput, bool showOutput)
    {
        writer.WriteStartObject();
        writer.WriteString("EventType", e.EventType);
        if (e.EventType == "ExecutionStarted")
            Text(writer, "FunctionName", e.Name);
        else if (origin is null)
            Text(writer, "Name", e.Name);
        else
            Text(writer, "FunctionName", origin.Name);
        var input = e.Input ?? origin?.Input;
        if (showInput && input is not null)
            writer.WriteToken("Input", input);
        if (showOutput && e.Result is not null)
            writer.WriteToken("Result", e.Result);
        Text(writer, "OrchestrationStatus", e.OrchestrationStatus);
        Text(writer, "Reason", e.Reason);
        Text(writer, "Details", e.Details);
        Text(writer, "InstanceId", e.InstanceId ?? origin?.InstanceId);
        if (e.EventType == "TimerFired" && e.TaskScheduledId is { } timer)
            writer.WriteNumber("TimerId", timer);
        if (e.FireAt is { } fireAt)
            writer.WriteString("FireAt", Time(fireAt));
        if (origin is not null)
            writer.WriteString("ScheduledTime", Time(origin.Timestamp));
        writer.WriteString("Timestamp", Time(e.Timestamp));
        writer.WriteEndObject();
    }

    static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    static bool IsScheduled(InstanceHistoryEvent e) => e.EventType is "TaskScheduled" or "SubOrchestrationInstanceCreated";

    static bool IsCompletion(InstanceHistoryEvent e) => e.EventType is "TaskCompleted" or "TaskFailed"
        or "SubOrchestrationInstanceCompleted" or "SubOrchestrationInstanceFailed";

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}

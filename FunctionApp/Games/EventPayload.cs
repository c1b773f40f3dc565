using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImportFunctions.Games;

/// <summary>
/// Reads the payloads of events. Anybody who may manage an instance may send it anything under any name; waiting for JSON of any kind and
/// reading it here keeps what cannot be read from ending the orchestration.
/// </summary>
static class EventPayload
{
    /// <summary>Reads a payload.</summary>
    /// <typeparam name="T">What it should be.</typeparam>
    /// <param name="received">The task of the event.</param>
    /// <returns>The payload; null when none was received yet, or it is something else.</returns>
    public static T? Read<T>(Task<JsonNode?> received)
        where T : class
    {
        if (received is not { IsCompletedSuccessfully: true, Result: JsonObject payload })
            return null;
        try
        {
            return payload.Deserialize<T>();
        }
        // The last one: members that are there twice.
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null;
        }
    }
}

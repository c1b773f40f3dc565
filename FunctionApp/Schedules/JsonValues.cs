using System.Text.Json;

namespace ImportFunctions.Schedules;

/// <summary>Reads values of a client's JSON without throwing.</summary>
static class JsonValues
{
    /// <summary>A member's text.</summary>
    /// <param name="json">The object.</param>
    /// <param name="name">The member.</param>
    /// <returns>The text; null where there is none.</returns>
    public static string? Text(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escape of half a surrogate pair is JSON, but no text.
            return null;
        }
    }

    /// <summary>A whole number within limits.</summary>
    /// <param name="value">The value.</param>
    /// <param name="min">The smallest accepted.</param>
    /// <param name="max">The largest accepted.</param>
    /// <returns>The number; null where it is none, or another one.</returns>
    public static int? Number(JsonElement value, int min, int max) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max ? number : null;
}

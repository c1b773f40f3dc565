using System.Text.Json.Serialization;

namespace ImportFunctions.Progress;

/// <summary>How far the global semaphore is used.</summary>
/// <param name="InUse">Slots in use; null when unknown.</param>
/// <param name="Limit">Slots there are; null when unknown.</param>
public sealed record SlotUse(
    [property: JsonPropertyName("in_use")] int? InUse,
    [property: JsonPropertyName("limit")] int? Limit);

using System.Text.Json.Serialization;

namespace ImportFunctions.Progress;

/// <summary>Why an import failed.</summary>
/// <param name="Code">One of <see cref="Games.ImportErrorCodes"/>.</param>
/// <param name="Message">A sentence for the person who started the import.</param>
/// <param name="Retryable">Whether importing again later can help.</param>
public sealed record ProgressError(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("retryable")] bool Retryable);

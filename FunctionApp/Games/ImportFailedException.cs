namespace ImportFunctions.Games;

/// <summary>Ends the orchestration of an import as Failed. What clients need to know is in its custom status before.</summary>
/// <param name="code">One of <see cref="ImportErrorCodes"/>.</param>
/// <param name="message">Why the import failed.</param>
public sealed class ImportFailedException(string code, string message) : Exception($"{code}: {message}")
{
    /// <summary>One of <see cref="ImportErrorCodes"/>.</summary>
    public string Code { get; } = code;
}

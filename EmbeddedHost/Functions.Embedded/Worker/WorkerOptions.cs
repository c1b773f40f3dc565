namespace Microsoft.Azure.Functions.Worker;

/// <summary>Options of the worker.</summary>
public class WorkerOptions
{
    /// <summary>Capabilities announced to a host; kept for source compatibility, the embedded host needs none.</summary>
    public IDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether exceptions of functions reach the host unwrapped. The embedded host always sees the function's own exception, so both
    /// values mean the same here.
    /// </summary>
    [Obsolete("This is now the default behavior. This property may be unavailable in future releases.", false)]
    public bool EnableUserCodeException { get; set; } = true;

    /// <summary>Kept for source compatibility; there are no messages between host and worker here.</summary>
    public bool IncludeEmptyEntriesInMessagePayload { get; set; } = true;
}

using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Options of the worker.</summary>
public class WorkerOptions
{
    /// <summary>
    /// Reads and writes the bodies of <c>HttpRequestData</c> and <c>HttpResponseData</c>, <c>[FromBody]</c> parameters, and whatever
    /// durable functions pass on or keep. Null, the default: System.Text.Json.
    /// </summary>
    public ObjectSerializer? Serializer { get; set; }

    /// <summary>
    /// Converters that are asked, in this order, for parameters that are neither special (context, token, durable client, the input of a
    /// durable function) nor have a converter of their own; what they leave is bound as usual. Default: none.
    /// </summary>
    public InputConverterCollection InputConverters { get; } = [];

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

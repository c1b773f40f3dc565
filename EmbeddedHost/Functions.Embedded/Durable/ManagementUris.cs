using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Durable;

/// <summary>Writes the management URIs of instances.</summary>
/// <param name="BaseUrl">Scheme and authority, without a slash at the end.</param>
/// <param name="HubName">The task hub's name; null to leave it out.</param>
/// <param name="Code">Gives the key that opens one instance's URIs; null when none is needed, or none may be handed out.</param>
sealed record ManagementUris(string BaseUrl, string? HubName, Func<string, string>? Code)
{
    public const string Path = "/runtime/webhooks/durabletask";

    public const string RetryAfterSeconds = "10";

    public static ManagementUris Plain { get; } = new("", null, null);

    public HttpManagementPayload Payload(string instanceId)
    {
        var instance = $"{BaseUrl}{Path}/instances/{Uri.EscapeDataString(instanceId)}";
        var common = string.Join('&', Common(instanceId));
        var query = common.Length == 0 ? "" : "?" + common;
        var reason = "?reason={text}" + (common.Length == 0 ? "" : "&" + common);
        return new HttpManagementPayload
        {
            Id = instanceId,
            StatusQueryGetUri = instance + query,
            SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}{query}",
            TerminatePostUri = $"{instance}/terminate{reason}",
            RewindPostUri = $"{instance}/rewind{reason}",
            PurgeHistoryDeleteUri = instance + query,
            RestartPostUri = $"{instance}/restart{query}",
            SuspendPostUri = $"{instance}/suspend{reason}",
            ResumePostUri = $"{instance}/resume{reason}",
        };
    }

    IEnumerable<string> Common(string instanceId)
    {
        if (HubName is not null)
        {
            yield return "taskHub=" + Uri.EscapeDataString(HubName);
            yield return "connection=Storage";
        }

        if (Code is not null)
            yield return "code=" + Uri.EscapeDataString(Code(instanceId));
    }
}

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The URIs that manage an orchestration instance over HTTP.</summary>
public class HttpManagementPayload
{
    /// <summary>Creates an empty payload.</summary>
    public HttpManagementPayload()
    {
    }

    /// <summary>The instance id.</summary>
    public string? Id { get; internal set; }

    /// <summary>GET: the instance's status.</summary>
    public string? StatusQueryGetUri { get; internal set; }

    /// <summary>POST: raises an event; put its name for <c>{eventName}</c>.</summary>
    public string? SendEventPostUri { get; internal set; }

    /// <summary>POST: terminates; put the reason for <c>{text}</c>.</summary>
    public string? TerminatePostUri { get; internal set; }

    /// <summary>POST: rewinds a failed instance; put the reason for <c>{text}</c>.</summary>
    public string? RewindPostUri { get; internal set; }

    /// <summary>DELETE: removes a finished instance and its history.</summary>
    public string? PurgeHistoryDeleteUri { get; internal set; }

    /// <summary>POST: starts the orchestration again with the same input.</summary>
    public string? RestartPostUri { get; internal set; }

    /// <summary>POST: suspends; put the reason for <c>{text}</c>.</summary>
    public string? SuspendPostUri { get; internal set; }

    /// <summary>POST: resumes; put the reason for <c>{text}</c>.</summary>
    public string? ResumePostUri { get; internal set; }
}

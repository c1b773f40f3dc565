namespace Microsoft.DurableTask.Client;

/// <summary>Which instances to list. Conditions that are given must all hold.</summary>
/// <param name="CreatedFrom">The earliest creation time, inclusive; null for no bound.</param>
/// <param name="CreatedTo">The latest creation time, inclusive; null for no bound.</param>
/// <param name="Statuses">The statuses wanted; null or empty for all.</param>
/// <param name="TaskHubNames">The task hubs to look at; null for the client's own. Backends with one hub per client ignore it.</param>
/// <param name="InstanceIdPrefix">What the instance ids begin with; null for any.</param>
/// <param name="PageSize">The most instances per page. Default: <see cref="DefaultPageSize"/>.</param>
/// <param name="FetchInputsAndOutputs">Whether input, output and custom status are fetched too. Default: false.</param>
/// <param name="ContinuationToken">Where to go on, from an earlier page; null for the beginning.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>The page size when none is given: 100 instances.</summary>
    public const int DefaultPageSize = 100;
}

namespace Microsoft.DurableTask.Client;

/// <summary>Additions to <see cref="StartOrchestrationOptions"/> that need the statuses of the client.</summary>
public static class StartOrchestrationOptionsExtensions
{
    /// <summary>The statuses that may be given to <see cref="WithDedupeStatuses"/>.</summary>
    public static readonly IReadOnlyList<OrchestrationRuntimeStatus> ValidDedupeStatuses =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
#pragma warning disable CS0618 // Callers written for other backends may still pass it.
        OrchestrationRuntimeStatus.Canceled,
#pragma warning restore CS0618
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
    ];

    /// <summary>Makes an existing instance with the same id a conflict when it has one of these statuses.</summary>
    /// <param name="options">The options to start from; they are not changed.</param>
    /// <param name="dedupeStatuses">The statuses; none at all means that any existing instance is replaced.</param>
    /// <returns>The options with the statuses.</returns>
    public static StartOrchestrationOptions WithDedupeStatuses(
        this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dedupeStatuses);
        return options with { DedupeStatuses = Array.ConvertAll(dedupeStatuses, status => status.ToString()) };
    }
}

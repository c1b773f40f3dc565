using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres.Management;

/// <summary>Which instances to list.</summary>
public sealed record InstanceListQuery
{
    /// <summary>Only ids that start with this.</summary>
    public string? InstanceIdPrefix { get; init; }

    /// <summary>Only instances created at this time or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Only instances created at this time or earlier.</summary>
    public DateTimeOffset? CreatedTo { get; init; }

    /// <summary>Only these statuses; null or empty for all.</summary>
    public IReadOnlyCollection<OrchestrationRuntimeStatus>? Statuses { get; init; }

    /// <summary>Instances a page, 1 to 1000.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The token of the page before, or null for the first page.</summary>
    public string? ContinuationToken { get; init; }

    /// <summary>Whether inputs, outputs and custom statuses are read too.</summary>
    public bool IncludePayloads { get; init; } = true;
}

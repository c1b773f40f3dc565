namespace DurableTask.Postgres.Management;

/// <summary>A page of instances.</summary>
/// <param name="Instances">The instances, ordered by id.</param>
/// <param name="ContinuationToken">The token of the next page; null on the last.</param>
public sealed record InstancePage(IReadOnlyList<InstanceDetails> Instances, string? ContinuationToken);

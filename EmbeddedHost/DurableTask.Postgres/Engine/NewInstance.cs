using DurableTask.Postgres.Engine.Orchestrations;

namespace DurableTask.Postgres.Engine;

/// <summary>The row of an instance to create.</summary>
sealed record NewInstance
{
    public required string InstanceId { get; init; }

    public required string Name { get; init; }

    public string? Version { get; init; }

    public string? Input { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? ParentId { get; init; }

    public int? ParentExecution { get; init; }

    public int? ParentTask { get; init; }

    /// <summary>
    /// Finished statuses (one bit each) in which an existing instance of this id is not replaced; null for none. One that is not finished
    /// never is.
    /// </summary>
    public short? Keeps { get; init; }

    public string? ParentName { get; init; }

    public string? TraceParent { get; init; }

    public string? TraceState { get; init; }

    public DateTime? StartAt { get; init; }

    public required DateTime CreatedAt { get; init; }

    public OrchestrationInstance ToInstance(long key) => new()
    {
        Id = InstanceId,
        Key = key,
        Name = Name,
        Version = Version,
        Tags = Tags,
        ParentId = ParentId,
        ParentExecution = ParentExecution ?? 0,
        ParentTask = ParentTask ?? -1,
        ParentName = ParentName,
        TraceParent = TraceParent,
        TraceState = TraceState,
        StartAt = StartAt,
        CreatedAt = CreatedAt,
        FirstInput = new InputOfFirstStep(Input),
    };
}

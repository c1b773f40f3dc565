namespace Microsoft.DurableTask.Worker;

/// <summary>What an orchestration filter decides on.</summary>
public struct OrchestrationFilterParameters
{
    /// <summary>The orchestrator's name.</summary>
    public string? Name { get; init; }

    /// <summary>The tags of the instance; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

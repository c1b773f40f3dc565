namespace Microsoft.DurableTask.Client;

/// <summary>How an instance is terminated.</summary>
/// <param name="Output">The output that the terminated instance gets; null for none.</param>
/// <param name="Recursive">Whether its sub-orchestrations are terminated too. Default: false.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);

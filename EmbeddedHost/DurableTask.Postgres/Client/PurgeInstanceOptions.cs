namespace Microsoft.DurableTask.Client;

/// <summary>How instances are deleted.</summary>
/// <param name="Recursive">Whether the sub-orchestrations of a deleted instance are deleted too. Default: false.</param>
public record PurgeInstanceOptions(bool Recursive = false);

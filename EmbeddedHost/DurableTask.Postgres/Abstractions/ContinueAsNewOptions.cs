namespace Microsoft.DurableTask;

/// <summary>How an orchestration restarts itself with an empty history.</summary>
public class ContinueAsNewOptions
{
    /// <summary>The input of the next run; null by default.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that arrived but were not awaited are kept for the next run; true by default.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>The version the next run has; null keeps the current one.</summary>
    public string? NewVersion { get; set; }
}

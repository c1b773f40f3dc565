namespace Microsoft.DurableTask.Worker;

/// <summary>Decides which orchestrations a worker accepts.</summary>
[Obsolete("Experimental")]
public interface IOrchestrationFilter
{
    /// <summary>Decides about one orchestration before it runs.</summary>
    /// <param name="info">What is known of the orchestration.</param>
    /// <param name="cancellationToken">Cancelled when the worker stops.</param>
    /// <returns>True to run it here, false to leave it to other workers.</returns>
    ValueTask<bool> IsOrchestrationValidAsync(OrchestrationFilterParameters info, CancellationToken cancellationToken = default);
}

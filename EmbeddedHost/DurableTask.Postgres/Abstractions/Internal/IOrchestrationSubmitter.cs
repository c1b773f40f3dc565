namespace Microsoft.DurableTask.Internal;

/// <summary>Something that can start orchestrations: a client, or an orchestration itself.</summary>
public interface IOrchestrationSubmitter
{
    /// <summary>Starts an orchestration.</summary>
    /// <param name="orchestratorName">The orchestrator's name.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">How to start it; null for defaults.</param>
    /// <param name="cancellation">Stops waiting; the start may have been accepted already.</param>
    /// <returns>The instance id, once the start is durable.</returns>
    Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default);
}

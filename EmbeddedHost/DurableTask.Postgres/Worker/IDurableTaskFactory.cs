using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask.Worker;

/// <summary>Creates the activities and orchestrators that a worker runs.</summary>
public interface IDurableTaskFactory
{
    /// <summary>Creates an activity.</summary>
    /// <param name="name">The activity's name.</param>
    /// <param name="serviceProvider">The services of the work item.</param>
    /// <param name="activity">The activity, when there is one of this name.</param>
    /// <returns>Whether there is an activity of this name.</returns>
    bool TryCreateActivity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity);

    /// <summary>Creates an orchestrator.</summary>
    /// <param name="name">The orchestrator's name.</param>
    /// <param name="serviceProvider">The services of the work item.</param>
    /// <param name="orchestrator">The orchestrator, when there is one of this name.</param>
    /// <returns>Whether there is an orchestrator of this name.</returns>
    bool TryCreateOrchestrator(
        TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator);
}

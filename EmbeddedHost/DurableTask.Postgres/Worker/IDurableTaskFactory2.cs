using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Worker;

/// <summary>Creates the activities, orchestrators and entities that a worker runs.</summary>
public interface IDurableTaskFactory2 : IDurableTaskFactory
{
    /// <summary>Creates an entity.</summary>
    /// <param name="name">The entity's name.</param>
    /// <param name="serviceProvider">The services of the work item.</param>
    /// <param name="entity">The entity, when there is one of this name.</param>
    /// <returns>Whether there is an entity of this name.</returns>
    bool TryCreateEntity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskEntity? entity);
}

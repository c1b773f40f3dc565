namespace Microsoft.DurableTask.Entities;

/// <summary>
/// What an entity may do besides changing its state. Signals and orchestrations are sent when the operation succeeds, and discarded when
/// it fails.
/// </summary>
public abstract class TaskEntityContext
{
    /// <summary>The entity's id.</summary>
    public abstract EntityInstanceId Id { get; }

    /// <summary>Signals an entity without input.</summary>
    /// <param name="id">The entity to signal.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="options">When to deliver it.</param>
    public virtual void SignalEntity(EntityInstanceId id, string operationName, SignalEntityOptions options)
        => SignalEntity(id, operationName, null, options);

    /// <summary>Signals an entity.</summary>
    /// <param name="id">The entity to signal.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">When to deliver it; null for at once.</param>
    public abstract void SignalEntity(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null);

    /// <summary>Starts an orchestration without input.</summary>
    /// <param name="name">The orchestrator's name.</param>
    /// <param name="options">How to start it.</param>
    /// <returns>The instance id.</returns>
    public virtual string ScheduleNewOrchestration(TaskName name, StartOrchestrationOptions options)
        => ScheduleNewOrchestration(name, null, options);

    /// <summary>Starts an orchestration.</summary>
    /// <param name="name">The orchestrator's name.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">How to start it; null for defaults.</param>
    /// <returns>The instance id.</returns>
    public abstract string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null);
}

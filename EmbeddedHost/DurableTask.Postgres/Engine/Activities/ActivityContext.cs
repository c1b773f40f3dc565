using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Orchestrations;
using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine.Activities;

/// <summary>What activity code sees of its invocation.</summary>
sealed class ActivityContext(OrchestrationInstance instance, HistoryEvent scheduled, CancellationToken cancellation) : TaskActivityContext
{
    public override TaskName Name => scheduled.Name!;

    public override string InstanceId => instance.Id;

    public override string Version => scheduled.Version ?? instance.Version ?? "";

    /// <summary>Cancelled when the instance is terminated or the host stops.</summary>
    public CancellationToken Cancellation => cancellation;
}

using ImportFunctions.Games;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImportFunctions.Gate;

/// <summary>
/// Looks after holders whose lease has ended. The gate itself starts it, so that a slot comes back also where nothing else looks; an
/// entity cannot read the state of an orchestration, and an activity can.
/// </summary>
public static class LeaseCheck
{
    /// <summary>The orchestration's name.</summary>
    public const string Name = "CheckGateLeases";

    /// <summary>Has the holders looked at, and takes the slots of those that are gone.</summary>
    /// <param name="context">The orchestration; its input is the list of <see cref="LeaseHolder"/>s.</param>
    /// <returns>When it is done.</returns>
    [Function(Name)]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var gone = await context.CallActivityAsync<List<SlotClaim>>(
            ImportReaper.CheckName, context.GetInput<List<LeaseHolder>>(), ImportRetries.Infrastructure);
        if (gone.Count > 0)
            await context.Entities.SignalEntityAsync(ImportGate.Id, nameof(ImportGate.Reap), gone);
    }
}

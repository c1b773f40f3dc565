using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImportFunctions.Games.Budget;

/// <summary>Tells waiting imports where their claims to a provider stand now.</summary>
public static class PermitDelivery
{
    /// <summary>The orchestration's name.</summary>
    public const string Name = "DeliverPermits";

    /// <summary>The event that a waiting import listens to; its payload is a <see cref="PermitAnswer"/>.</summary>
    public const string PermitEvent = "ProviderPermit";

    /// <summary>Sends the events.</summary>
    /// <param name="context">The orchestration.</param>
    /// <returns>When they are sent.</returns>
    [Function(Name)]
    public static Task Deliver([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        foreach (var answer in context.GetInput<List<PermitAnswer>>()!)
            context.SendEvent(answer.Claim.InstanceId, PermitEvent, answer);
        return Task.CompletedTask;
    }
}

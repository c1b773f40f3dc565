using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImportFunctions.Gate;

/// <summary>Tells a waiting import that it has a slot now.</summary>
public static class GrantDelivery
{
    /// <summary>The orchestration's name.</summary>
    public const string Name = "DeliverGrant";

    /// <summary>The event that a waiting import listens to; its payload is the <see cref="SlotGrant"/>.</summary>
    public const string GrantedEvent = "SlotGranted";

    /// <summary>Sends the event.</summary>
    /// <param name="context">The orchestration.</param>
    /// <returns>When it is sent.</returns>
    [Function(Name)]
    public static Task Deliver([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var grant = context.GetInput<SlotGrant>()!;
        context.SendEvent(grant.InstanceId, GrantedEvent, grant);
        return Task.CompletedTask;
    }
}

using ImportFunctions.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace ImportFunctions.Gate;

/// <summary>
/// The global semaphore of imports with its queue: a durable entity, so that one operation runs at a time whatever the number of
/// hosts, and what it decided and whom it told are stored together.
/// </summary>
/// <param name="limits">The number of slots.</param>
/// <param name="time">The clock.</param>
public sealed class ImportGate(ImportLimits limits, TimeProvider time) : TaskEntity<GateState>
{
    /// <summary>The entity's name, in lower case as both hosts show it.</summary>
    public const string EntityName = "importgate";

    /// <summary>The one gate of the application.</summary>
    public static readonly EntityInstanceId Id = new(EntityName, "global");

    /// <inheritdoc />
    protected override bool AllowStateDispatch => false;

    /// <summary>Asks for a slot.</summary>
    /// <param name="request">Who asks.</param>
    /// <returns>Granted, queued at a position, or refused.</returns>
    public SlotAnswer Acquire(SlotRequest request) => Apply(gate => gate.Acquire(request));

    /// <summary>Gives a slot or a place in the queue back.</summary>
    /// <param name="release">Whose, and how the import ended.</param>
    public void Release(SlotRelease release) => Apply(gate => gate.Release(release.Claim, release.Completed));

    /// <summary>Removes claims whose orchestrations are gone, and grants slots that are free.</summary>
    /// <param name="claims">The claims; may be empty.</param>
    public void Reap(IReadOnlyList<SlotClaim> claims) => Apply(gate => gate.Reap(claims));

    /// <summary>Takes a holder's sign of life.</summary>
    /// <param name="claim">Whose.</param>
    public void Renew(SlotClaim claim) => Apply(gate => gate.Renew(claim));

    /// <summary>Has somebody look at the holders whose lease has ended. The gate sends this to itself.</summary>
    public void CheckLeases() => Apply(gate =>
    {
        var expired = gate.Expire();
        if (expired.Count > 0)
            Context.ScheduleNewOrchestration(LeaseCheck.Name, expired.Select(e => new LeaseHolder(e.ToClaim(), e.RequestedAt)).ToList());
        return expired.Count;
    });

    /// <summary>The entity's function.</summary>
    /// <param name="dispatcher">Hands the operations to this class.</param>
    /// <returns>When the batch of operations is done.</returns>
    [Function(EntityName)]
    public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<ImportGate>();

    /// <inheritdoc />
    protected override GateState InitializeState(TaskEntityOperation entityOperation) => new();

    TResult Apply<TResult>(Func<GateLogic, TResult> operation)
    {
        var state = State.Copy();
        var gate = new GateLogic(state, limits.MaxConcurrentImports, time.GetUtcNow(), limits.Lease);
        var result = operation(gate);
        foreach (var granted in gate.Grants)
        {
            // An entity cannot raise events; the orchestration that does is stored in the same step as the grant.
            Context.ScheduleNewOrchestration(GrantDelivery.Name, granted, new StartOrchestrationOptions($"grant-{granted.RunId:N}"));
        }

        if (gate.PlanLeaseCheck() is { } check)
            Context.SignalEntity(Context.Id, nameof(CheckLeases), new SignalEntityOptions { SignalTime = check });
        State = state;
        return result;
    }
}

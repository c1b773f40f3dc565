using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace ImportFunctions.Games.Budget;

/// <summary>
/// One provider is one budget: how many pages may be fetched from it at once, by all imports on all hosts, and whether it is to be left
/// alone. A durable entity for each platform, so that one operation runs at a time whatever the number of hosts.
/// </summary>
/// <param name="settings">The limits.</param>
/// <param name="time">The clock.</param>
public sealed class ProviderBudget(ImportSettings settings, TimeProvider time) : TaskEntity<ProviderBudgetState>
{
    /// <summary>The entity's name, in lower case as both hosts show it.</summary>
    public const string EntityName = "providerbudget";

    /// <inheritdoc />
    protected override bool AllowStateDispatch => false;

    /// <summary>The budget of a platform.</summary>
    /// <param name="platform">The platform.</param>
    /// <returns>Its id.</returns>
    public static EntityInstanceId IdOf(string platform) => new(EntityName, platform);

    /// <summary>Asks for a permit to fetch a page.</summary>
    /// <param name="request">Who asks.</param>
    /// <returns>Granted, waiting, or gone.</returns>
    public PermitAnswer Acquire(PermitRequest request) => Apply(budget => budget.Acquire(request));

    /// <summary>Gives a permit or a place in the queue back.</summary>
    /// <param name="release">Which, and what its page has shown of the provider.</param>
    public void Release(PermitRelease release) => Apply(budget => budget.Release(release));

    /// <summary>Removes claims whose imports are gone, and grants permits that are free.</summary>
    /// <param name="claims">The claims; may be empty.</param>
    public void Reap(IReadOnlyList<PermitClaim> claims) => Apply(budget => budget.Reap(claims));

    /// <summary>The entity's function.</summary>
    /// <param name="dispatcher">Hands the operations to this class.</param>
    /// <returns>When the batch of operations is done.</returns>
    [Function(EntityName)]
    public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<ProviderBudget>();

    /// <inheritdoc />
    protected override ProviderBudgetState InitializeState(TaskEntityOperation entityOperation) => new();

    TResult Apply<TResult>(Func<ProviderBudgetLogic, TResult> operation)
    {
        var budget = new ProviderBudgetLogic(State, ProviderRules.Of(settings, Context.Id.Key), time.GetUtcNow());
        var result = operation(budget);
        if (budget.Told is { Count: > 0 } told)
        {
            // An entity cannot raise events; the orchestration that does is stored in the same step as what it tells.
            var id = $"permit-{told[0].Claim.RunId:N}-{told[0].Claim.Number}-{++State.Deliveries}";
            Context.ScheduleNewOrchestration(PermitDelivery.Name, told, new StartOrchestrationOptions(id));
        }

        return result;
    }
}

using Microsoft.DurableTask.Client;

namespace ImportFunctions.Games.Budget;

/// <summary>Looks at the providers' budgets from outside.</summary>
/// <param name="settings">The limits.</param>
/// <param name="time">The clock.</param>
public sealed class ProviderBudgetReader(ImportSettings settings, TimeProvider time)
{
    /// <summary>Reads a budget.</summary>
    /// <param name="client">The client of the calling function.</param>
    /// <param name="platform">Whose.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>Its state; an empty one when nobody has asked for a permit yet.</returns>
    public async Task<ProviderBudgetState> ReadAsync(DurableTaskClient client, string platform, CancellationToken cancellation)
    {
        var entity = await client.Entities.GetEntityAsync<ProviderBudgetState>(
            ProviderBudget.IdOf(platform), includeState: true, cancellation);
        return (entity is { IncludesState: true } ? entity.State : null) ?? new ProviderBudgetState();
    }

    /// <summary>Shows all providers.</summary>
    /// <param name="client">The client of the calling function.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <returns>One entry for each.</returns>
    public async Task<IReadOnlyList<ProviderHealth>> HealthAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        var providers = new List<ProviderHealth>();
        foreach (var platform in PlayerKey.KnownPlatforms)
            providers.Add(Describe(platform, await ReadAsync(client, platform, cancellation)));
        return providers;
    }

    /// <summary>The rules of a platform applied to its state, at this moment.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="state">The state.</param>
    /// <returns>The rules; what they change stays in the copy that was read.</returns>
    public ProviderBudgetLogic Logic(string platform, ProviderBudgetState state) =>
        new(state, ProviderRules.Of(settings, platform), time.GetUtcNow());

    ProviderHealth Describe(string platform, ProviderBudgetState state)
    {
        var now = time.GetUtcNow();
        // An open circuit whose time is over lets the next one through who asks.
        var due = state.Circuit == CircuitState.Open && state.OpenUntil <= now;
        return new ProviderHealth(
            platform, due ? CircuitState.HalfOpen : state.Circuit, due ? state.OpenUntil : state.CircuitSince, due ? null : state.OpenUntil,
            state.Failures, state.PausedUntil > now ? state.PausedUntil : null,
            state.Holders.Count, ProviderRules.Of(settings, platform).Limit, state.Queue.Count);
    }
}

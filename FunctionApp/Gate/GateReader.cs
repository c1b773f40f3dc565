using ImportFunctions.Settings;
using Microsoft.DurableTask.Client;

namespace ImportFunctions.Gate;

/// <summary>Looks at the gate from outside.</summary>
/// <param name="limits">The number of slots, which the gate's state may not know yet.</param>
/// <param name="time">The clock.</param>
public sealed class GateReader(ImportLimits limits, TimeProvider time)
{
    /// <summary>Reads the gate.</summary>
    /// <param name="client">The client of the calling function.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The view.</returns>
    public async Task<GateView> ReadAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        var entity = await client.Entities.GetEntityAsync<GateState>(ImportGate.Id, includeState: true, cancellation);
        var state = entity is { IncludesState: true } ? entity.State : null;
        return new GateView(state ?? new GateState(), limits.MaxConcurrentImports, time.GetUtcNow());
    }
}

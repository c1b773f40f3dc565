namespace ImportFunctions.Gate;

/// <summary>The gate as it was at one moment.</summary>
/// <param name="state">Its state; not to be changed.</param>
/// <param name="limit">The number of slots.</param>
/// <param name="now">The moment (UTC).</param>
public sealed class GateView(GateState state, int limit, DateTimeOffset now)
{
    IReadOnlyList<double?>? _waits;

    /// <summary>The imports that hold a slot.</summary>
    public IReadOnlyList<GateEntry> Holders => state.Holders;

    /// <summary>The imports that wait, next first.</summary>
    public IReadOnlyList<GateEntry> Queue => state.Queue;

    /// <summary>The number of slots.</summary>
    public int Limit => limit;

    /// <summary>Whether somebody waits although a slot is free, which only a changed setting or a lost holder brings about.</summary>
    public bool HasIdleSlot => state.Queue.Count > 0 && state.Holders.Count < limit;

    /// <summary>The expected waits of the queue, in its order; null where unknown.</summary>
    public IReadOnlyList<double?> Waits => _waits ??= GateLogic.EstimateWaits(state, limit, now);

    /// <summary>Finds a run's place in the queue.</summary>
    /// <param name="runId">The run.</param>
    /// <returns>1 for the next to be granted; null when it does not wait.</returns>
    public int? PositionOf(Guid runId) => state.Queue.FindIndex(e => e.RunId == runId) is var index and >= 0 ? index + 1 : null;
}

namespace AppHost.Demo;

/// <summary>What the simulated providers have done since they started.</summary>
/// <param name="Requests">Requests of providers' clients that were answered.</param>
/// <param name="Games">Games that were sent.</param>
sealed record SimulatorStats(long Requests, long Games)
{
    /// <summary>What was done since an earlier reading.</summary>
    public SimulatorStats Since(SimulatorStats earlier) => new(Requests - earlier.Requests, Games - earlier.Games);
}

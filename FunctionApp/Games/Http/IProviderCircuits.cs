namespace ImportFunctions.Games.Http;

/// <summary>Shows the circuit breakers of all providers.</summary>
public interface IProviderCircuits
{
    /// <summary>The present states, one for each provider.</summary>
    IReadOnlyList<ProviderCircuit> Snapshot();
}

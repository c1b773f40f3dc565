namespace ImportFunctions.Games.Http;

/// <summary>The state of one provider's circuit breaker, for health checks.</summary>
/// <param name="Platform">The provider's platform name.</param>
/// <param name="State"><c>closed</c>, <c>open</c> or <c>half_open</c>.</param>
/// <param name="PausedUntil">Until when the provider asked us to keep away, or null.</param>
public sealed record ProviderCircuit(string Platform, string State, DateTimeOffset? PausedUntil);

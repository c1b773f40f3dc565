namespace ImportFunctions.Games.Budget;

/// <summary>How a provider is doing, as health checks show it.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="State">The circuit breaker's state.</param>
/// <param name="Since">Since when it is in this state (UTC); null when it always was.</param>
/// <param name="Until">When an open circuit lets the next page through (UTC); null unless it is open.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="PausedUntil">Until when the provider wants to be left alone (UTC); null when it does not.</param>
/// <param name="InUse">Pages that are being fetched.</param>
/// <param name="Limit">How many may be.</param>
/// <param name="Waiting">Imports that wait for a permit.</param>
public sealed record ProviderHealth(
    string Platform, CircuitState State, DateTimeOffset? Since, DateTimeOffset? Until, int Failures, DateTimeOffset? PausedUntil,
    int InUse, int Limit, int Waiting);

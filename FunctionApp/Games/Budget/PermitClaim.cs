namespace ImportFunctions.Games.Budget;

/// <summary>One import's claim to ask a provider for one page, waiting or granted.</summary>
/// <param name="InstanceId">The import's orchestration.</param>
/// <param name="RunId">Its run.</param>
/// <param name="Number">Counts the run's claims from 1: each page has one of its own, so that late messages about an earlier one do no harm.</param>
public sealed record PermitClaim(string InstanceId, Guid RunId, int Number);

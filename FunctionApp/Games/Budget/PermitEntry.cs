namespace ImportFunctions.Games.Budget;

/// <summary>A claim at a provider's budget, waiting or granted.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="AskedAt">When it came (UTC).</param>
/// <param name="GrantedAt">When it was granted (UTC); null while it waits.</param>
public sealed record PermitEntry(PermitClaim Claim, DateTimeOffset AskedAt, DateTimeOffset? GrantedAt = null);

namespace ImportFunctions.Games.Budget;

/// <summary>A claim that an import has made and not used yet.</summary>
/// <param name="Number">Its number.</param>
/// <param name="GrantedAt">When it was granted (UTC); null while it waits.</param>
public sealed record HeldPermit(int Number, DateTimeOffset? GrantedAt = null);

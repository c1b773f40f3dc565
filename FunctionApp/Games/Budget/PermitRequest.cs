namespace ImportFunctions.Games.Budget;

/// <summary>An import's request for a permit; the input of the entity's <c>Acquire</c> operation.</summary>
/// <param name="Claim">The claim; asking again with the same one tells where it stands now.</param>
/// <param name="Oldest">The lowest number that the run still uses: what is left of lower ones is dropped.</param>
public sealed record PermitRequest(PermitClaim Claim, int Oldest);

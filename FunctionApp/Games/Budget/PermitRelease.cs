namespace ImportFunctions.Games.Budget;

/// <summary>The end of a claim; the input of the entity's <c>Release</c> operation.</summary>
/// <param name="Claim">The claim, granted or waiting.</param>
/// <param name="Sign">What its page has shown of the provider.</param>
/// <param name="PauseSeconds">After <see cref="ProviderSign.Limits"/>: how long the provider wants to be left alone.</param>
public sealed record PermitRelease(PermitClaim Claim, ProviderSign Sign, int? PauseSeconds = null);

namespace ImportFunctions.Gate;

/// <summary>The end of a run's claim; the input of the entity's <c>Release</c> operation.</summary>
/// <param name="Claim">The claim, held or waiting.</param>
/// <param name="Completed">Whether the import completed, so that the time it took tells how long imports take.</param>
public sealed record SlotRelease(SlotClaim Claim, bool Completed);

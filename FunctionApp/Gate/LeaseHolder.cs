namespace ImportFunctions.Gate;

/// <summary>A holder of a slot who has given no sign of life for the length of a lease.</summary>
/// <param name="Claim">Its claim.</param>
/// <param name="RequestedAt">When its run began (UTC).</param>
public sealed record LeaseHolder(SlotClaim Claim, DateTimeOffset RequestedAt);

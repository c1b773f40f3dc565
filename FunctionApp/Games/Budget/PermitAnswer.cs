namespace ImportFunctions.Games.Budget;

/// <summary>Where a claim stands: the answer of <c>Acquire</c>, and the payload of the event that tells of a change.</summary>
public sealed record PermitAnswer
{
    /// <summary>Which claim.</summary>
    public required PermitClaim Claim { get; init; }

    /// <summary>Granted, waiting or gone.</summary>
    public required PermitOutcome Outcome { get; init; }

    /// <summary>When it was granted (UTC); null unless it is.</summary>
    public DateTimeOffset? GrantedAt { get; init; }

    /// <summary>
    /// Why nobody is let through at the moment, one of <see cref="ImportErrorCodes"/>: <c>rate_limited</c> or <c>provider_unavailable</c>;
    /// null when only others are in front.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>Until when nobody is let through (UTC); null when that is not known, or nothing is in the way.</summary>
    public DateTimeOffset? Until { get; init; }
}

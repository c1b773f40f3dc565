namespace ImportFunctions.Schedules;

/// <summary>What became of a start that was due.</summary>
/// <param name="Started">Whether its import was started.</param>
/// <param name="Skipped">Whether it was left out, as the player was importing already.</param>
/// <param name="DueAt">What is due next (UTC); the same as before where it is only put off.</param>
/// <param name="NextRunAt">When that is tried (UTC).</param>
sealed record ClaimOutcome(bool Started, bool Skipped, DateTimeOffset DueAt, DateTimeOffset NextRunAt);

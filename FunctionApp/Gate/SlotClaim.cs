namespace ImportFunctions.Gate;

/// <summary>One run's claim on the gate, held or waiting; the input of <c>Release</c> and <c>Reap</c>.</summary>
/// <param name="InstanceId">The orchestration.</param>
/// <param name="RunId">Its import run: a claim of another run of the same orchestration is another claim.</param>
public sealed record SlotClaim(string InstanceId, Guid RunId);

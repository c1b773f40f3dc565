namespace ImportFunctions.Gate;

/// <summary>A slot given to an import that waited for it; the input of its delivery, and what the event brings.</summary>
/// <param name="InstanceId">The orchestration.</param>
/// <param name="RunId">Its import run.</param>
/// <param name="GrantedAt">When it was given (UTC).</param>
/// <param name="LeaseSeconds">How long the gate takes the import for alive from then on; 0 where only the claim is known.</param>
/// <param name="InUse">How many imports held a slot then, this one included.</param>
/// <param name="Limit">How many slots there were.</param>
public sealed record SlotGrant(
    string InstanceId, Guid RunId, DateTimeOffset GrantedAt = default, double LeaseSeconds = 0, int InUse = 0, int Limit = 0);

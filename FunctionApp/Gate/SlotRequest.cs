namespace ImportFunctions.Gate;

/// <summary>An import's request for a slot; also the input of the entity's <c>Acquire</c> operation.</summary>
/// <param name="InstanceId">The orchestration that asks, and to which a later grant is delivered.</param>
/// <param name="RunId">The import run of that orchestration; the same request made twice carries the same run.</param>
/// <param name="Player">Whom the per-user lock is for: platform and lower case user name.</param>
/// <param name="Priority">The place in the queue.</param>
/// <param name="RequestedAt">When the run began (UTC): of two runs of one instance the later one is the live one.</param>
public sealed record SlotRequest(string InstanceId, Guid RunId, string Player, ImportPriority Priority, DateTimeOffset RequestedAt);

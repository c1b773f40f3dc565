namespace ImportFunctions.Progress.Events;

/// <summary>What a stream writes next.</summary>
/// <param name="Events">The events in order.</param>
/// <param name="Position">What a client has seen that has received all of them.</param>
/// <param name="TooSlow">Whether the client fell too far behind: the stream ends, and the client comes back for the rest.</param>
public sealed record EventBatch(IReadOnlyList<ImportEvent> Events, RunSnapshot Position, bool TooSlow);

using ImportFunctions.Games;

namespace ImportFunctions.Progress.Events;

/// <summary>Something that observers are told. A newer event of the same key makes an older one worthless.</summary>
/// <param name="Key">The run; <see cref="Guid.Empty"/> for the queue.</param>
/// <param name="Kind">The event's name on the wire.</param>
/// <param name="Data">Its JSON in UTF-8, shared by all streams.</param>
/// <param name="Player">Whose import; null for the queue.</param>
/// <param name="OnlyPlace">Whether nothing but the import's place at the gate changed, which the queue's event tells as well.</param>
/// <param name="Ending">Whether the run is over.</param>
public sealed record ImportEvent(Guid Key, string Kind, byte[] Data, PlayerKey? Player, bool OnlyPlace = false, bool Ending = false)
{
    /// <summary>The kind of an event with an import's progress.</summary>
    public const string ProgressKind = "progress";

    /// <summary>The kind of an event with the slots and the queue.</summary>
    public const string QueueKind = "queue";
}

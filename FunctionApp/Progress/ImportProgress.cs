using System.Text.Json.Serialization;
using ImportFunctions.Games.Filters;

namespace ImportFunctions.Progress;

/// <summary>
/// How an import is doing: the custom status of its orchestration, its output, and the answer of the progress endpoint. The JSON names
/// are written out because each host serialises a custom status its own way. Unknown figures are null.
/// </summary>
public sealed record ImportProgress
{
    /// <summary>The player in lower case.</summary>
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    /// <summary>The platform.</summary>
    [JsonPropertyName("platform")]
    public required string Platform { get; init; }

    /// <summary>The orchestration's instance id.</summary>
    [JsonPropertyName("instance_id")]
    public required string InstanceId { get; init; }

    /// <summary>The run, one of many of this instance id over time; null before it has one.</summary>
    [JsonPropertyName("run_id")]
    public Guid? RunId { get; init; }

    /// <summary>One of <see cref="ImportStatus"/>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>One sentence for people.</summary>
    [JsonPropertyName("message")]
    public required string Message { get; init; }

    /// <summary>New games.</summary>
    [JsonPropertyName("imported_games")]
    public int ImportedGames { get; init; }

    /// <summary>Games that were there already.</summary>
    [JsonPropertyName("duplicate_games")]
    public int DuplicateGames { get; init; }

    /// <summary>Games that the filters left out.</summary>
    [JsonPropertyName("filtered_games")]
    public int FilteredGames { get; init; }

    /// <summary>The filters of the request; null when there are none.</summary>
    [JsonPropertyName("filters")]
    public GameFilter? Filters { get; init; }

    /// <summary>Records looked at.</summary>
    [JsonPropertyName("checked_games")]
    public int CheckedGames { get; init; }

    /// <summary>Records that could not be understood.</summary>
    [JsonPropertyName("skipped_games")]
    public int SkippedGames { get; init; }

    /// <summary>Why records were skipped, with how many for each reason; null when none were or the reasons are not at hand.</summary>
    [JsonPropertyName("skipped_reasons")]
    public IReadOnlyDictionary<string, int>? SkippedReasons { get; init; }

    /// <summary>An estimate of the records to look at; null when unknown.</summary>
    [JsonPropertyName("total_games")]
    public int? TotalGames { get; init; }

    /// <summary>0 to 100; 100 only when completed. Never goes back within a run.</summary>
    [JsonPropertyName("progress")]
    public int Progress { get; init; }

    /// <summary>The place in the queue, 1 for the next; null when not queued.</summary>
    [JsonPropertyName("queue_position")]
    public int? QueuePosition { get; init; }

    /// <summary>How far the slots are used.</summary>
    [JsonPropertyName("slots")]
    public SlotUse Slots { get; init; } = new(null, null);

    /// <summary>The expected wait for a slot in seconds; null when not queued or unknown.</summary>
    [JsonPropertyName("estimated_wait_seconds")]
    public double? EstimatedWaitSeconds { get; init; }

    /// <summary>The expected time to the end in seconds; null when unknown.</summary>
    [JsonPropertyName("estimated_remaining_seconds")]
    public double? EstimatedRemainingSeconds { get; init; }

    /// <summary>Records looked at a second since the import has its slot; null when unknown.</summary>
    [JsonPropertyName("games_per_second")]
    public double? GamesPerSecond { get; init; }

    /// <summary>When the import got its slot (UTC); null before.</summary>
    [JsonPropertyName("started_at")]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the import last changed (UTC).</summary>
    [JsonPropertyName("updated_at")]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Why the import failed; null unless it did.</summary>
    [JsonPropertyName("error")]
    public ProgressError? Error { get; init; }
}

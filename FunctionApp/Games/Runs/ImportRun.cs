using ImportFunctions.Games.Filters;
using ImportFunctions.Progress;

namespace ImportFunctions.Games.Runs;

/// <summary>A row of <c>import_runs</c>: one import of one player.</summary>
public sealed record ImportRun
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The orchestration it belongs to.</summary>
    public required string InstanceId { get; init; }

    /// <summary>One of <see cref="ImportStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>New games wanted.</summary>
    public required int Limit { get; init; }

    /// <summary>What it has done so far, exactly: counted together with the games.</summary>
    public required RunCounters Counters { get; init; }

    /// <summary>Which games are wanted; null for all.</summary>
    public GameFilter? Filter { get; init; }

    /// <summary>An estimate of the records to look at; null when unknown.</summary>
    public int? TotalGames { get; init; }

    /// <summary>Why records were skipped, with how many for each reason; null when none were.</summary>
    public IReadOnlyDictionary<string, int>? SkippedReasons { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public ProgressError? Error { get; init; }

    /// <summary>When it came (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it got its slot (UTC); null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it ended (UTC); null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

namespace ImportFunctions.Games;

/// <summary>A piece of an import, small enough to travel through an orchestration's history (JSON, below 1 KB).</summary>
public sealed record PageSpec
{
    /// <summary>What sort of page it is; only its provider knows the words.</summary>
    public required string Kind { get; init; }

    /// <summary>What the page is called in logs, e.g. <c>2024-05</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Start of a time window, milliseconds since 1970 UTC, inclusive.</summary>
    public long From { get; init; }

    /// <summary>End of a time window, milliseconds since 1970 UTC, exclusive.</summary>
    public long To { get; init; }

    /// <summary>A number whose meaning depends on the kind.</summary>
    public int Value { get; init; }

    /// <summary>How often the page was gone through before.</summary>
    public int Attempt { get; init; }
}

namespace ImportFunctions.Games.Http;

/// <summary>How one provider wants to be treated.</summary>
sealed record ProviderOptions
{
    /// <summary>The name in messages: <c>Lichess</c>, <c>Chess.com</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where it lives.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Downloads at once, over all imports of this process.</summary>
    public required int MaxDownloads { get; init; }

    /// <summary>Sent as a bearer token when there is one.</summary>
    public string? Token { get; init; }

    /// <summary>The wait after a 429 without <c>Retry-After</c>.</summary>
    public required TimeSpan RateLimitWait { get; init; }

    /// <summary>The wait after a 429 is never shorter, whatever <c>Retry-After</c> says.</summary>
    public TimeSpan ShortestRateLimitWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longer waits are left to the caller, who can wait without holding a thread or a slot of the host.</summary>
    public TimeSpan LongestWaitInside { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause between two attempts; it doubles, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Attempts after the first.</summary>
    public int Retries { get; init; } = 4;
}

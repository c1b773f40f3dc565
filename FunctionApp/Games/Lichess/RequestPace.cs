namespace ImportFunctions.Games.Lichess;

/// <summary>
/// How many games to ask for at a time. A request should last some seconds: long ones hold the provider's few places, short ones cost a
/// round trip each. What one import measures is where the next one begins.
/// </summary>
sealed class RequestPace
{
    const int Smallest = 200;
    const int Largest = 100_000;
    static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(10);

    int _first = Smallest;

    /// <summary>The size of an import's first request, in games.</summary>
    public int First => Volatile.Read(ref _first);

    /// <summary>Takes in how long a request lasted that was answered in full.</summary>
    /// <param name="size">What was asked for.</param>
    /// <param name="elapsed">How long the answer took.</param>
    /// <returns>The size of the next request.</returns>
    public int Next(int size, TimeSpan elapsed)
    {
        var games = size / Math.Max(0.001, elapsed.TotalSeconds) * RequestTime.TotalSeconds;
        var next = (int)Math.Clamp(games, Smallest, Math.Min((long)size * 20, Largest));
        Volatile.Write(ref _first, next);
        return next;
    }

    /// <summary>Forgets what was measured, as a request broke: the next import begins small.</summary>
    public void Reset() => Volatile.Write(ref _first, Smallest);
}

namespace ImportFunctions.Games.Lichess;

/// <summary>
/// How many games to ask for at a time. A request should last some seconds: long ones hold the provider's few places, short ones cost a
/// round trip each. What one import measures is where the next one begins, for some minutes.
/// </summary>
/// <param name="time">The clock.</param>
sealed class RequestPace(TimeProvider time)
{
    /// <summary>The size of a request when nothing is known, in games.</summary>
    public const int Smallest = 200;

    const int Largest = 100_000;
    static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Forget = TimeSpan.FromMinutes(10);

    readonly Lock _lock = new();
    int _measured = Smallest;
    long _measuredAt;

    /// <summary>The size of an import's first request, in games.</summary>
    public int First
    {
        get
        {
            lock (_lock)
                return time.GetElapsedTime(_measuredAt) < Forget ? _measured : Smallest;
        }
    }

    /// <summary>Takes in how long a request lasted that was answered in full.</summary>
    /// <param name="games">What came, which is what was asked for, at least <see cref="Smallest"/>.</param>
    /// <param name="elapsed">How long the answer took.</param>
    /// <returns>The size of the next request.</returns>
    public int Next(int games, TimeSpan elapsed)
    {
        var wanted = games / Math.Max(0.001, elapsed.TotalSeconds) * RequestTime.TotalSeconds;
        var next = (int)Math.Clamp(wanted, Smallest, Math.Min((long)games * 20, Largest));
        Set(next);
        return next;
    }

    /// <summary>Forgets what was measured, as the provider is in trouble: the next import begins small.</summary>
    public void Reset() => Set(Smallest);

    void Set(int games)
    {
        lock (_lock)
            (_measured, _measuredAt) = (games, time.GetTimestamp());
    }
}

using NpgsqlTypes;

namespace ImportFunctions.Games.Storage;

/// <summary>What is known about a player.</summary>
/// <param name="DisplayName">The name as the provider writes it.</param>
/// <param name="Games">Games in the table.</param>
/// <param name="Covered">Complete stretches, oldest first.</param>
/// <param name="ProviderCount">The provider's count of games that is accounted for.</param>
/// <param name="FoundFloor">From where new games are counted.</param>
/// <param name="FoundAbove">New games since the count was accounted for.</param>
/// <param name="HasGames">Whether the table holds games of theirs, whatever <paramref name="Games"/> says.</param>
sealed record PlayerState(
    string? DisplayName, long Games, IReadOnlyList<NpgsqlRange<long>> Covered, int? ProviderCount, long FoundFloor, int FoundAbove,
    bool HasGames)
{
    /// <summary>The stretches of a window that are not complete, newest first, end exclusive.</summary>
    public List<(long From, long To)> Missing(long from, long to)
    {
        var missing = new List<(long, long)>();
        foreach (var range in Covered.Reverse())
        {
            if (to > from && range.UpperBound < to)
                missing.Add((Math.Max(from, range.UpperBound), to));
            to = Math.Min(to, range.LowerBound);
        }

        if (to > from)
            missing.Add((from, to));
        return missing;
    }
}

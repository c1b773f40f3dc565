namespace ProviderSimulator.Players;

/// <summary>
/// The times of a player's games, oldest first: a pattern of bursts repeated block by block, and the games added afterwards
/// wherever their time puts them. A position's game is found without walking through the others.
/// </summary>
sealed class Timeline
{
    const long Year = 365L * 24 * 3600 * 1000;
    readonly int[] _offsets;
    readonly long _start, _span;
    readonly int _rotation;

    /// <summary>Lays a player's games out over the years before <paramref name="newest"/>.</summary>
    /// <param name="offsets">Time of each game of a block, in billionths of the block's span, ascending.</param>
    /// <param name="games">Games of the pattern; more games take more years, up to eleven.</param>
    /// <param name="newest">Time of the newest one, in ms since 1970.</param>
    /// <param name="seed">Decides where in the pattern the player begins.</param>
    public Timeline(int[] offsets, int games, long newest, ulong seed)
    {
        _offsets = offsets;
        _rotation = (int)(seed % (ulong)offsets.Length);
        Games = games;
        var total = Math.Clamp(games * 4L * 3600 * 1000, Year / 12, 11 * Year);
        _span = Math.Max(1_000_000, total / Math.Max(games, offsets.Length / 4) * offsets.Length);
        _start = 0;
        _start = newest - (games == 0 ? 0 : PatternTime(games - 1));
    }

    /// <summary>Games of the pattern.</summary>
    public int Games { get; }

    /// <summary>Games added afterwards, in the order of their times.</summary>
    public IReadOnlyList<AddedGame> Added { get; private init; } = [];

    /// <summary>All games.</summary>
    public int Count => Games + Added.Count;

    /// <summary>The same with games added.</summary>
    public Timeline With(IEnumerable<AddedGame> games) => new(this) { Added = [.. Added.Concat(games).OrderBy(game => game.Time)] };

    Timeline(Timeline other) =>
        (_offsets, _start, _span, _rotation, Games) = (other._offsets, other._start, other._span, other._rotation, other.Games);

    /// <summary>The game at a position counted from the oldest.</summary>
    public TimedGame At(int position)
    {
        // Added games are few: how many of them stand before the position follows from a binary search over where each stands.
        var (low, high) = (0, Added.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (PatternBefore(Added[middle].Time) + middle <= position) low = middle + 1;
            else high = middle;
        }

        if (low > 0 && PatternBefore(Added[low - 1].Time) + low - 1 == position)
        {
            var added = Added[low - 1];
            return new TimedGame(added.Index, added.Time, added.Slot ?? SlotOf(added.Index), added.EndTime);
        }

        var index = position - low;
        return new TimedGame(index, PatternTime(index), SlotOf(index), null);
    }

    /// <summary>How many games are older than a time.</summary>
    public int Before(long time)
    {
        var added = 0;
        while (added < Added.Count && Added[added].Time < time) added++;
        return PatternBefore(time) + added;
    }

    int SlotOf(int index) => (int)(((long)index + _rotation) % _offsets.Length);

    long PatternTime(int index)
    {
        var (block, slot) = Math.DivRem((long)index + _rotation, _offsets.Length);
        return _start + block * _span + (long)(_span * (double)_offsets[slot] / 1e9);
    }

    int PatternBefore(long time)
    {
        var (low, high) = (0, Games);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (PatternTime(middle) < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

using System.Text;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.Filters;

/// <summary>Decides game by game whether a filter lets it through.</summary>
sealed class GameMatcher(GameFilter filter, bool byEnd)
{
    readonly byte[][]? _speeds = Bytes(filter.Speeds);
    readonly byte[][]? _variants = Bytes(filter.Variants);

    /// <summary>Makes the matcher of a filter.</summary>
    /// <param name="filter">The filter; null for none.</param>
    /// <param name="byEnd">Whether its times are those of a game's end.</param>
    /// <returns>The matcher; null when there is nothing to decide.</returns>
    public static GameMatcher? Of(GameFilter? filter, bool byEnd) => filter is null ? null : new GameMatcher(filter, byEnd);

    /// <summary>Whether a game is let through.</summary>
    /// <param name="game">The game's fields.</param>
    /// <param name="record">Its bytes.</param>
    public bool Matches(in ParsedGame game, ReadOnlySpan<byte> record)
    {
        var at = byEnd ? game.EndedAt ?? game.PlayedAt : game.PlayedAt;
        return at >= filter.From && at < filter.To
            && (filter.Rated is not { } rated || rated == game.Rated)
            && Contains(_speeds, game.Speed.Raw(record))
            && Contains(_variants, game.Variant.Raw(record));
    }

    static byte[][]? Bytes(IReadOnlyList<string>? words) => words is null ? null : [.. words.Select(Encoding.UTF8.GetBytes)];

    static bool Contains(byte[][]? words, ReadOnlySpan<byte> word)
    {
        if (words is null)
            return true;
        foreach (var one in words)
        {
            if (word.SequenceEqual(one))
                return true;
        }

        return false;
    }
}

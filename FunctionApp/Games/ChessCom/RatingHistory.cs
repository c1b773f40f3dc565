using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.ChessCom;

/// <summary>The player's last rating in each rating list, in the order of the archive.</summary>
sealed class RatingHistory
{
    // A player has a handful of lists: looking through them beats making a key string for every game.
    readonly List<(byte[] Variant, byte[] Speed, int Rating)> _last = [];

    /// <summary>Forgets all.</summary>
    public void Clear() => _last.Clear();

    /// <summary>Sets the rating before the game and the change where they are known, and remembers the rating after it.</summary>
    public void Apply(ref ParsedPlayer player, in ParsedGame game, ReadOnlySpan<byte> record, bool won, bool lost)
    {
        if (player.After is not { } after)
            return;
        var variant = game.Variant.Raw(record);
        var speed = game.Speed.Raw(record);
        if (!variant.SequenceEqual("standard"u8) && !speed.SequenceEqual("correspondence"u8))
            speed = "live"u8;
        for (var i = 0; i < _last.Count; i++)
        {
            if (!variant.SequenceEqual(_last[i].Variant) || !speed.SequenceEqual(_last[i].Speed))
                continue;
            var change = after - _last[i].Rating;
            if (game.Rated ? !(won && change < 0) && !(lost && change > 0) : change == 0)
                (player.Rating, player.Change) = (_last[i].Rating, change);
            _last[i] = _last[i] with { Rating = after };
            return;
        }

        _last.Add((variant.ToArray(), speed.ToArray(), after));
    }
}

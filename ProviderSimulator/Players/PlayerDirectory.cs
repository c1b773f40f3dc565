using System.Collections.Concurrent;
using ProviderSimulator.ChessCom;
using ProviderSimulator.Lichess;
using ProviderSimulator.Recorded;

namespace ProviderSimulator.Players;

/// <summary>Finds players on both providers: generated from their names, or recorded.</summary>
sealed class PlayerDirectory(SimulatorOptions options, TimeProvider time)
{
    readonly ConcurrentDictionary<string, Found<ILichessPlayer>> _lichess = new();
    readonly ConcurrentDictionary<string, Found<IChessComPlayer>> _chessCom = new();
    readonly ConcurrentDictionary<string, int> _counts = new();
    readonly Lock _changing = new();
    readonly Dictionary<string, Timeline> _timelines = [];
    readonly Dictionary<string, Dictionary<int, int>> _revisions = [];

    /// <summary>A Lichess player as it is now; later changes make another one.</summary>
    public Found<ILichessPlayer> Lichess(string name) => Find(_lichess, name, id =>
    {
        if (options.RecordedFolder is { } folder) return Recording<ILichessPlayer>(RecordedLichessPlayer.Open(folder, id), id);
        var player = Name(id);
        var hidden = player.State is AccountState.Unknown or AccountState.Closed;
        return new Found<ILichessPlayer>(player.State, player.Display,
            hidden ? null : new GeneratedLichessPlayer(player, TimelineOf("lichess", player)));
    });

    /// <summary>A Chess.com player as it is now; later changes make another one.</summary>
    public Found<IChessComPlayer> ChessCom(string name) => Find(_chessCom, name, id =>
    {
        if (options.RecordedFolder is { } folder) return Recording<IChessComPlayer>(RecordedChessComPlayer.Open(folder, id), id);
        var player = Name(id);
        if (player.State is AccountState.Unknown) return new Found<IChessComPlayer>(player.State, player.Display, null);
        var revisions = _revisions.TryGetValue(id, out var found) ? new Dictionary<int, int>(found) : [];
        return new Found<IChessComPlayer>(player.State, player.Display,
            new GeneratedChessComPlayer(player, TimelineOf("chess.com", player), revisions));
    });

    /// <summary>Sets how many games a generated player has, whatever its name says.</summary>
    public void SetGames(string name, int games)
    {
        var id = name.ToLowerInvariant();
        lock (_changing)
        {
            _counts[id] = Math.Clamp(games, 0, PlayerName.MostGames);
            _timelines.Remove($"lichess/{id}");
            _timelines.Remove($"chess.com/{id}");
            _lichess.TryRemove(id, out _);
            _chessCom.TryRemove(id, out _);
        }
    }

    /// <summary>Adds finished games to a generated player.</summary>
    /// <param name="platform"><c>lichess</c> or <c>chess.com</c>.</param>
    /// <param name="name">Who.</param>
    /// <param name="games">How many.</param>
    /// <param name="late">Correspondence games that began months ago and finish now, instead of games just played.</param>
    /// <param name="at">When the last of them was, ms since 1970; null for now.</param>
    public void Add(string platform, string name, int games, bool late, long? at)
    {
        if (options.RecordedFolder is not null) throw new InvalidOperationException("Recorded players do not change.");
        var player = Name(name.ToLowerInvariant());
        if (player.State is AccountState.Unknown or AccountState.Closed) throw new InvalidOperationException($"There is no player {name}.");
        lock (_changing)
        {
            var timeline = TimelineOf(platform, player);
            var last = at ?? time.GetUtcNow().ToUnixTimeMilliseconds();
            var added = Enumerable.Range(0, games).Select(number =>
            {
                var index = timeline.Count + number;
                var end = last - (games - 1 - number) * 600_000L;
                if (!late) return new AddedGame(index, end, null, null);
                var began = end - 100L * 24 * 3_600_000 - number;
                return platform == "lichess"
                    ? new AddedGame(index, began, LichessBlock.LateSlot, end)
                    : new AddedGame(index, end, ChessComBlock.LateSlot, began);
            });
            _timelines[$"{platform}/{player.Id}"] = timeline.With(added.ToList());
            _lichess.TryRemove(player.Id, out _);
            _chessCom.TryRemove(player.Id, out _);
        }
    }

    /// <summary>Changes a month of a generated Chess.com player, as when a game is reviewed later: another body and ETag.</summary>
    /// <param name="name">Who.</param>
    /// <param name="year">Year.</param>
    /// <param name="month">1 to 12.</param>
    public void ChangeMonth(string name, int year, int month)
    {
        if (options.RecordedFolder is not null) throw new InvalidOperationException("Recorded players do not change.");
        var id = name.ToLowerInvariant();
        lock (_changing)
        {
            if (!_revisions.TryGetValue(id, out var revisions)) _revisions[id] = revisions = [];
            revisions[year * 12 + month] = revisions.GetValueOrDefault(year * 12 + month) + 1;
            _chessCom.TryRemove(id, out _);
        }
    }

    /// <summary>Forgets every change.</summary>
    public void Reset()
    {
        lock (_changing)
        {
            _counts.Clear();
            _timelines.Clear();
            _revisions.Clear();
            _lichess.Clear();
            _chessCom.Clear();
        }
    }

    // Made inside the lock, so that a change cannot pass a player who is being made from what was before it.
    Found<T> Find<T>(ConcurrentDictionary<string, Found<T>> known, string name, Func<string, Found<T>> make) where T : class
    {
        var id = name.ToLowerInvariant();
        if (known.TryGetValue(id, out var found)) return found;
        lock (_changing) return known.GetOrAdd(id, make);
    }

    static Found<T> Recording<T>(T? player, string id) where T : class =>
        new(player is null ? AccountState.Unknown : AccountState.Open, id, player);

    PlayerName Name(string id)
    {
        var name = PlayerName.Parse(id, options.DefaultGames);
        return _counts.TryGetValue(id, out var games) ? new PlayerName(name.Id, name.Display, name.State, games) : name;
    }

    Timeline TimelineOf(string platform, PlayerName player)
    {
        if (_timelines.TryGetValue($"{platform}/{player.Id}", out var timeline)) return timeline;
        var offsets = platform == "lichess" ? LichessBlock.Offsets : ChessComBlock.Offsets;
        return new Timeline(offsets, player.Games, options.NewestGame.ToUnixTimeMilliseconds(), player.Seed);
    }
}

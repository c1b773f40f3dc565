using System.Text.Json;

namespace ProviderSimulator.Lichess;

/// <summary>The query of a request for a player's games, as far as the simulator follows it.</summary>
sealed record LichessQuery
{
    /// <summary>Only games created at this time or later, ms since 1970.</summary>
    public long Since { get; private init; } = long.MinValue;

    /// <summary>Only games created before this time, ms since 1970.</summary>
    public long Until { get; private init; } = long.MaxValue;

    /// <summary>At most so many games.</summary>
    public long Max { get; private init; } = long.MaxValue;

    /// <summary>Oldest first instead of newest first.</summary>
    public bool Ascending { get; private init; }

    /// <summary>Whether finished games are asked for at all.</summary>
    public bool Finished { get; private init; } = true;

    /// <summary>Whether each game carries its PGN.</summary>
    public bool PgnInJson { get; private init; }

    /// <summary>Optional parts of a game.</summary>
    public LichessFields Fields { get; private init; } = LichessFields.Moves;

    /// <summary>Games per second asked for by the request; null for the simulator's setting.</summary>
    public double? Throttle { get; private init; }

    bool? Rated { get; init; }

    string[]? Perfs { get; init; }

    string? Color { get; init; }

    string? Versus { get; init; }

    /// <summary>Whether games must be looked into to know whether they are wanted.</summary>
    public bool HasFilter => Rated is not null || Perfs is not null || Color is not null || Versus is not null;

    /// <summary>Reads the query.</summary>
    /// <returns>Null when a value is not valid; <paramref name="error"/> says which.</returns>
    public static LichessQuery? Read(IQueryCollection query, out string? error)
    {
        error = null;
        foreach (var name in (string[])["since", "until", "max"])
            if (query[name].ToString() is { Length: > 0 } text && !long.TryParse(text, out _)) error = $"{name}: not a number";
        if (query["sort"].ToString() is not ("" or "dateAsc" or "dateDesc")) error = "sort: dateAsc or dateDesc";
        if (query["color"].ToString() is not ("" or "white" or "black")) error = "color: white or black";
        if (error is not null) return null;
        return new LichessQuery
        {
            Since = Number(query, "since") ?? long.MinValue,
            Until = Number(query, "until") ?? long.MaxValue,
            Max = Number(query, "max") is { } max && max > 0 ? max : long.MaxValue,
            Ascending = query["sort"] == "dateAsc",
            Finished = Flag(query, "finished", true),
            PgnInJson = Flag(query, "pgnInJson", false),
            Fields = (Flag(query, "moves", true) ? LichessFields.Moves : 0)
                | (Flag(query, "opening", false) ? LichessFields.Opening : 0)
                | (Flag(query, "clocks", false) ? LichessFields.Clocks : 0),
            Throttle = double.TryParse(query["throttle"], out var throttle) ? throttle : null,
            Rated = bool.TryParse(query["rated"], out var rated) ? rated : null,
            Perfs = query["perfType"].ToString() is { Length: > 0 } perfs ? perfs.Split(',') : null,
            Color = query["color"].ToString() is { Length: > 0 } color ? color : null,
            Versus = query["vs"].ToString() is { Length: > 0 } versus ? versus.ToLowerInvariant() : null,
        };
    }

    /// <summary>Whether a game passes the filters other than time.</summary>
    /// <param name="game">The game.</param>
    /// <param name="playerId">Whose games are asked for, in lower case.</param>
    public bool Wants(JsonElement game, string playerId)
    {
        if (Rated is { } rated && game.GetProperty("rated").GetBoolean() != rated) return false;
        if (Perfs is not null && !Perfs.Contains(game.GetProperty("perf").GetString())) return false;
        var players = game.GetProperty("players");
        if (Color is not null && UserId(players.GetProperty(Color)) != playerId) return false;
        return Versus is null || UserId(players.GetProperty("white")) == Versus || UserId(players.GetProperty("black")) == Versus;
    }

    static string? UserId(JsonElement side)
    {
        if (!side.TryGetProperty("user", out var user)) return null;
        var id = user.TryGetProperty("id", out var value) ? value : user.GetProperty("name");
        return id.GetString()?.ToLowerInvariant();
    }

    static long? Number(IQueryCollection query, string name) => long.TryParse(query[name], out var number) ? number : null;

    static bool Flag(IQueryCollection query, string name, bool otherwise) => query[name].ToString() switch
    {
        "true" or "1" or "on" or "yes" => true,
        "false" or "0" or "off" or "no" => false,
        _ => otherwise,
    };
}

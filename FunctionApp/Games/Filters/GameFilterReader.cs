using System.Globalization;
using System.Text.Json;
using ImportFunctions.Http;

namespace ImportFunctions.Games.Filters;

/// <summary>Reads the filters of a request to import.</summary>
static class GameFilterReader
{
    // What the table holds, by platform.
    static readonly Dictionary<string, string[]> Speeds = new()
    {
        [Platforms.Lichess] = ["ultraBullet", "bullet", "blitz", "rapid", "classical", "correspondence"],
        [Platforms.ChessCom] = ["bullet", "blitz", "rapid", "correspondence"],
    };

    static readonly Dictionary<string, string[]> Variants = new()
    {
        [Platforms.Lichess] =
        [
            "standard", "chess960", "fromPosition", "antichess", "atomic", "crazyhouse", "horde", "kingOfTheHill", "racingKings",
            "threeCheck",
        ],
        [Platforms.ChessCom] = ["standard", "chess960", "bughouse", "crazyhouse", "kingOfTheHill", "oddschess", "threeCheck"],
    };

    static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    // The end of the year 9999, as far as times go.
    const long LastMillisecond = 253_402_300_799_999;

    /// <summary>Reads the filters.</summary>
    /// <param name="json">The request's object.</param>
    /// <param name="platform">Whose games are asked for.</param>
    /// <returns>The filter, null when nothing is left out; or the problem that names the first wrong field.</returns>
    public static (GameFilter? Filter, JsonAnswer? Problem) Read(JsonElement json, string platform)
    {
        bool? rated = null;
        if (Present(json, "rated") is { } value)
        {
            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                return (null, Problem.InvalidField("rated", "rated must be true or false."));
            rated = value.GetBoolean();
        }

        if (!ReadWords(json, "speeds", Speeds[platform], out var speeds))
            return (null, Wrong("speeds", Speeds[platform]));
        if (!ReadWords(json, "variants", Variants[platform], out var variants))
            return (null, Wrong("variants", Variants[platform]));
        if (!ReadTime(json, "since", out var since))
            return (null, WrongTime("since"));
        if (!ReadTime(json, "until", out var until))
            return (null, WrongTime("until"));
        if (since >= until)
            return (null, Problem.InvalidField("until", "until must be later than since."));
        return rated is null && speeds is null && variants is null && since is null && until is null
            ? (null, null)
            : (new GameFilter { Rated = rated, Speeds = speeds, Variants = variants, Since = since, Until = until }, null);
    }

    static JsonAnswer Wrong(string field, string[] accepted) =>
        Problem.InvalidField(field, $"{field} must be a list of at least one of: {string.Join(", ", accepted)}.");

    static JsonAnswer WrongTime(string field) => Problem.InvalidField(field,
        $"{field} must be a date (2024-05-31, midnight UTC), a date and time (2024-05-31T18:00:00Z), or milliseconds since 1970.");

    static JsonElement? Present(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    static bool ReadWords(JsonElement json, string name, string[] accepted, out IReadOnlyList<string>? words)
    {
        words = null;
        if (Present(json, name) is not { } list)
            return true;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > 50)
            return false;
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in list.EnumerateArray())
        {
            var word = Text(item);
            if (accepted.FirstOrDefault(a => a.Equals(word, StringComparison.OrdinalIgnoreCase)) is not { } known)
                return false;
            found.Add(known);
        }

        words = [.. found];
        return true;
    }

    static bool ReadTime(JsonElement json, string name, out DateTimeOffset? time)
    {
        time = null;
        if (Present(json, name) is not { } value)
            return true;
        if (value.ValueKind == JsonValueKind.Number)
        {
            if (!value.TryGetInt64(out var milliseconds) || milliseconds is < 0 or > LastMillisecond)
                return false;
            time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            return true;
        }

        if (!DateTimeOffset.TryParseExact(Text(value), Formats, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed) || parsed < DateTimeOffset.UnixEpoch)
        {
            return false;
        }

        // The providers know milliseconds.
        time = DateTimeOffset.FromUnixTimeMilliseconds(parsed.ToUnixTimeMilliseconds());
        return true;
    }

    static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escape of half a surrogate pair is JSON, but no text.
            return null;
        }
    }
}

using System.Globalization;
using System.Text.Json.Serialization;

namespace ImportFunctions.Games.Filters;

/// <summary>
/// Which of a player's games an import keeps. The provider is always asked for all of them: its own filters have lost games. What is null
/// lets everything through.
/// </summary>
public sealed record GameFilter
{
    /// <summary>Only rated games, or only those that are not.</summary>
    [JsonPropertyName("rated")]
    public bool? Rated { get; init; }

    /// <summary>Only games of these speeds, as the table names them; sorted.</summary>
    [JsonPropertyName("speeds")]
    public IReadOnlyList<string>? Speeds { get; init; }

    /// <summary>Only games of these variants, as the table names them; sorted.</summary>
    [JsonPropertyName("variants")]
    public IReadOnlyList<string>? Variants { get; init; }

    /// <summary>Only games that began (Lichess) or ended (Chess.com) at this moment or later (UTC).</summary>
    [JsonPropertyName("since")]
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only games that began (Lichess) or ended (Chess.com) before this moment (UTC).</summary>
    [JsonPropertyName("until")]
    public DateTimeOffset? Until { get; init; }

    /// <summary>The oldest moment let through, milliseconds since 1970 UTC, inclusive.</summary>
    [JsonIgnore]
    public long From => Since?.ToUnixTimeMilliseconds() ?? 0;

    /// <summary>The newest moment let through, milliseconds since 1970 UTC, exclusive.</summary>
    [JsonIgnore]
    public long To => Until?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    /// <summary>
    /// What is asked of a game itself, whenever it was played; the same text for the same demands, empty for none. What is complete for
    /// this is known by stretches of time.
    /// </summary>
    [JsonIgnore]
    public string KindKey => string.Join(';', new[]
    {
        Rated is { } rated ? $"rated={(rated ? "true" : "false")}" : null,
        Speeds is { } speeds ? $"speeds={string.Join(',', speeds)}" : null,
        Variants is { } variants ? $"variants={string.Join(',', variants)}" : null,
    }.OfType<string>());

    /// <summary><see cref="KindKey"/> with the times.</summary>
    [JsonIgnore]
    public string FullKey => Since is null && Until is null
        ? KindKey
        : string.Create(CultureInfo.InvariantCulture, $"{KindKey};since={From};until={(Until is null ? "" : To)}");

    /// <summary>Whether games are let through that end long after they began.</summary>
    [JsonIgnore]
    public bool AdmitsCorrespondence => Speeds?.Contains("correspondence") ?? true;
}

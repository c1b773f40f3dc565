using System.Text.Json;
using ImportFunctions.Games.Filters;
using ImportFunctions.Gate;
using ImportFunctions.Http;

namespace ImportFunctions.Games;

/// <summary>A valid request to import a player's games.</summary>
/// <param name="Player">Whose games.</param>
/// <param name="Limit">At most so many new games, 1 to <see cref="MaxLimit"/>.</param>
/// <param name="Priority">The place in the queue.</param>
/// <param name="Filter">Which games are wanted; null for all.</param>
public sealed record ImportRequest(PlayerKey Player, int Limit, ImportPriority Priority, GameFilter? Filter = null)
{
    /// <summary>The limit of a request that names none.</summary>
    public const int DefaultLimit = 1000;

    /// <summary>The largest accepted limit.</summary>
    public const int MaxLimit = 1_000_000;

    /// <summary>Validates a request's JSON.</summary>
    /// <param name="json">The request's object; fields that are not known are ignored.</param>
    /// <returns>The request, or the problem that names the first wrong field; exactly one of them.</returns>
    public static (ImportRequest? Request, JsonAnswer? Problem) Validate(JsonElement json)
    {
        var (player, problem) = PlayerKey.Validate(Text(json, "user_id"), Text(json, "platform"));
        if (problem is not null)
            return (null, problem);

        if (Limited(json) is not { } limit)
            return (null, Problem.InvalidField("limit", $"limit must be a whole number from 1 to {MaxLimit}."));
        if (Prioritised(json) is not { } priority)
            return (null, Problem.InvalidField("priority", "priority must be one of: interactive, premium, scheduled."));
        var (filter, wrong) = GameFilterReader.Read(json, player!.Platform);
        return wrong is null ? (new ImportRequest(player, limit, priority, filter), null) : (null, wrong);
    }

    static bool IsAbsent(JsonElement json, string name, out JsonElement value) =>
        !json.TryGetProperty(name, out value) || value.ValueKind == JsonValueKind.Null;

    static int? Limited(JsonElement json)
    {
        if (IsAbsent(json, "limit", out var value))
            return DefaultLimit;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var limit) && limit is >= 1 and <= MaxLimit ? limit : null;
    }

    static ImportPriority? Prioritised(JsonElement json)
    {
        if (IsAbsent(json, "priority", out _))
            return ImportPriority.Interactive;
        return Text(json, "priority") switch
        {
            "premium" => ImportPriority.Premium,
            "interactive" => ImportPriority.Interactive,
            "scheduled" => ImportPriority.Scheduled,
            _ => null,
        };
    }

    static string? Text(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
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

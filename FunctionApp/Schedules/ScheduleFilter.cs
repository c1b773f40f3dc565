using ImportFunctions.Games;
using ImportFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace ImportFunctions.Schedules;

/// <summary>Which schedules a client wants to see.</summary>
/// <param name="UserId">Only of this player, in lower case; null for all.</param>
/// <param name="Platform">Only of this platform; null for all.</param>
/// <param name="After">Only those behind this one; null for the first page.</param>
/// <param name="Limit">At most so many.</param>
sealed record ScheduleFilter(string? UserId, string? Platform, Guid? After, int Limit)
{
    public static (ScheduleFilter? Filter, JsonAnswer? Problem) Validate(IQueryCollection query, int defaultLimit, int maxLimit)
    {
        string? userId = null;
        string? platform = null;
        if (query.TryGetValue("platform", out var text) && !PlayerKey.KnownPlatforms.Contains(platform = text.ToString()))
            return (null, Problem.InvalidField("platform", "platform must be one of: lichess, chess.com."));
        if (query.TryGetValue("user_id", out text))
        {
            var (player, problem) = PlayerKey.Validate(text, platform ?? Platforms.Lichess);
            if (player is null)
                return (null, problem);
            userId = player.UserId;
        }

        Guid? after = null;
        if (query.TryGetValue("after", out text))
        {
            if (!Guid.TryParse(text, out var id))
                return (null, Problem.InvalidField("after", "after must be the id of a schedule."));
            after = id;
        }

        var limit = defaultLimit;
        if (query.TryGetValue("limit", out text)
            && !(int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out limit)
                && limit >= 1 && limit <= maxLimit))
        {
            return (null, Problem.InvalidField("limit", $"limit must be a whole number from 1 to {maxLimit}."));
        }

        return (new ScheduleFilter(userId, platform, after, limit), null);
    }

    /// <summary>The query of the next page.</summary>
    /// <param name="last">The last schedule of this one.</param>
    /// <returns>The query with its question mark.</returns>
    public string Next(Guid last) => QueryString.Create(
        new Dictionary<string, string?>
        {
            ["user_id"] = UserId,
            ["platform"] = Platform,
            ["limit"] = Limit.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["after"] = last.ToString(),
        }.Where(p => p.Value is not null)).Value!;
}

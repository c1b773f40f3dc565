using System.Globalization;
using System.Text.Json;
using ImportFunctions.Games;
using ImportFunctions.Http;

namespace ImportFunctions.Schedules;

/// <summary>What a client writes about a schedule, checked. Fields that are not known are ignored.</summary>
/// <param name="Player">Whose games.</param>
/// <param name="Times">When.</param>
/// <param name="Limit">At most so many new games each time.</param>
/// <param name="Enabled">Whether it starts anything.</param>
public sealed record ScheduleBody(PlayerKey Player, ScheduleTimes Times, int Limit, bool Enabled)
{
    const int MaxZoneLength = 64;

    const string WindowForm = """{"from": "22:00", "to": "06:00", "time_zone": "Europe/Berlin"}""";

    /// <summary>Validates the body that creates a schedule.</summary>
    /// <param name="json">The object.</param>
    /// <param name="now">The time (UTC), from which a cron expression is looked at.</param>
    /// <returns>What it says, or the problem that names the first wrong field; exactly one of them.</returns>
    public static (ScheduleBody? Body, JsonAnswer? Problem) Create(JsonElement json, DateTimeOffset now)
    {
        var (player, problem) = PlayerKey.Validate(JsonValues.Text(json, "user_id"), JsonValues.Text(json, "platform"));
        return problem is null
            ? Read(json, new ScheduleBody(player!, new ScheduleTimes(null, null, null), ImportRequest.DefaultLimit, true), now)
            : (null, problem);
    }

    /// <summary>Validates the body that changes a schedule: fields that are absent stay, and null takes a field away.</summary>
    /// <param name="json">The object.</param>
    /// <param name="schedule">The schedule as it is.</param>
    /// <param name="now">The time (UTC), from which a cron expression is looked at.</param>
    /// <returns>What it will be, or the problem that names the first wrong field; exactly one of them.</returns>
    public static (ScheduleBody? Body, JsonAnswer? Problem) Change(JsonElement json, ImportSchedule schedule, DateTimeOffset now)
    {
        foreach (var name in new[] { "user_id", "platform" })
        {
            var same = name == "platform" ? schedule.Player.Platform : schedule.Player.UserId;
            if (json.TryGetProperty(name, out _) && !string.Equals(JsonValues.Text(json, name), same, StringComparison.OrdinalIgnoreCase))
            {
                return (null, Problem.InvalidField(name,
                    $"{name} of a schedule cannot be changed: delete it, and create one for the other player."));
            }
        }

        return Read(json, new ScheduleBody(schedule.Player, schedule.Times, schedule.Limit, schedule.Enabled), now);
    }

    static (ScheduleBody? Body, JsonAnswer? Problem) Read(JsonElement json, ScheduleBody before, DateTimeOffset now)
    {
        var limit = before.Limit;
        if (json.TryGetProperty("limit", out var value))
        {
            if (value.ValueKind == JsonValueKind.Null)
                limit = ImportRequest.DefaultLimit;
            else if (JsonValues.Number(value, 1, ImportRequest.MaxLimit) is { } number)
                limit = number;
            else
                return (null, Problem.InvalidField("limit", $"limit must be a whole number from 1 to {ImportRequest.MaxLimit}."));
        }

        var enabled = before.Enabled;
        if (json.TryGetProperty("enabled", out value))
        {
            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
                return (null, Problem.InvalidField("enabled", "enabled must be true or false."));
            enabled = value.ValueKind != JsonValueKind.False;
        }

        var (times, problem) = ReadTimes(json, before.Times, now);
        return problem is null ? (new ScheduleBody(before.Player, times!, limit, enabled), null) : (null, problem);
    }

    static (ScheduleTimes? Times, JsonAnswer? Problem) ReadTimes(JsonElement json, ScheduleTimes before, DateTimeOffset now)
    {
        var hours = before.EveryHours;
        var hoursGiven = json.TryGetProperty("every_hours", out var value);
        if (hoursGiven)
        {
            hours = JsonValues.Number(value, 1, ScheduleTimes.MaxEveryHours);
            if (hours is null && value.ValueKind != JsonValueKind.Null)
            {
                return (null, Problem.InvalidField("every_hours",
                    $"every_hours must be a whole number from 1 to {ScheduleTimes.MaxEveryHours}."));
            }
        }

        var cron = before.Cron;
        if (json.TryGetProperty("cron", out value))
        {
            cron = JsonValues.Text(json, "cron") is { } text ? CronTimes.TryParse(text) : null;
            if (cron is null && value.ValueKind != JsonValueKind.Null)
            {
                return (null, Problem.InvalidField("cron",
                    $"cron must be an NCRONTAB expression of 5 fields, or 6 with seconds first, of at most {CronTimes.MaxLength} characters, "
                    + "that comes true some day: \"0 3 * * *\" is every day at three."));
            }

            // Whoever gives one of the two leaves the other behind.
            if (cron is not null && !hoursGiven)
                hours = null;
        }
        else if (hours is not null && hoursGiven)
        {
            cron = null;
        }

        if ((hours is null) == (cron is null))
            return (null, Problem.InvalidField("every_hours", "A schedule has either every_hours or cron."));

        var (window, problem) = ReadWindow(json, before.Window);
        if (problem is not null)
            return (null, problem);
        var times = new ScheduleTimes(hours, cron, window);
        return times.SmallestGap(now) >= ScheduleTimes.ShortestGap
            ? (times, null)
            : (null, Problem.InvalidField("cron", $"cron must not name times less than {ScheduleTimes.ShortestGap.TotalMinutes:0} minutes apart."));
    }

    static (OffPeakWindow? Window, JsonAnswer? Problem) ReadWindow(JsonElement json, OffPeakWindow? before)
    {
        if (!json.TryGetProperty("window", out var window))
            return (before, null);
        if (window.ValueKind == JsonValueKind.Null)
            return (null, null);
        if (window.ValueKind != JsonValueKind.Object)
            return (null, Problem.InvalidField("window", $"window must be null or an object such as {WindowForm}."));
        if (Clock(window, "from") is not { } from)
            return (null, Problem.InvalidField("window.from", "window.from must be a time of day from 00:00 to 23:59."));
        if (Clock(window, "to") is not { } to)
            return (null, Problem.InvalidField("window.to", "window.to must be a time of day from 00:00 to 23:59."));
        if (from == to)
            return (null, Problem.InvalidField("window.to", "window.to must differ from window.from; without a window, starts happen all day."));
        return FindZone(JsonValues.Text(window, "time_zone")) is { } zone
            ? (new OffPeakWindow(from, to, zone), null)
            : (null, Problem.InvalidField("window.time_zone", "window.time_zone must be a name of the IANA database, such as Europe/Berlin or UTC."));
    }

    static TimeOnly? Clock(JsonElement window, string name) =>
        TimeOnly.TryParseExact(JsonValues.Text(window, name), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;

    static TimeZoneInfo? FindZone(string? name) =>
        // What is no name must not reach the file system, where zones may be looked up.
        name is { Length: >= 1 and <= MaxZoneLength }
        && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        && zone.HasIanaId
            ? zone
            : null;
}

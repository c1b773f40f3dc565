using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ImportFunctions.Schedules;

/// <summary>When a schedule is due, and when it is tried. Without clock and storage.</summary>
/// <param name="EveryHours">Starts so many hours apart; null where <paramref name="Cron"/> says when.</param>
/// <param name="Cron">The times of starts, by the window's clock, or UTC without a window; null where they are hours apart.</param>
/// <param name="Window">The part of the day that starts are kept in; null for all day.</param>
public sealed record ScheduleTimes(int? EveryHours, CronTimes? Cron, OffPeakWindow? Window)
{
    /// <summary>The largest accepted number of hours.</summary>
    public const int MaxEveryHours = 720;

    /// <summary>The shortest accepted distance between two times of a cron expression.</summary>
    public static readonly TimeSpan ShortestGap = TimeSpan.FromMinutes(10);

    static readonly TimeSpan LongestBackoff = TimeSpan.FromDays(7);

    // Enough for all distances of a day with irregular times; an expression that is seldom true does not need as many.
    const int GapsLookedAt = 200;

    static readonly TimeSpan LookAhead = TimeSpan.FromDays(400);

    TimeZoneInfo Zone => Window?.Zone ?? TimeZoneInfo.Utc;

    /// <summary>When a new schedule is due first.</summary>
    /// <param name="now">The time (UTC).</param>
    /// <returns>The time (UTC, whole seconds): at once for hours, else the first time of the expression.</returns>
    public DateTimeOffset First(DateTimeOffset now) => Cron is null ? Whole(now) : After(now, now);

    /// <summary>When the schedule is due next. Times that have passed meanwhile are not made up for.</summary>
    /// <param name="due">The time it was due (UTC).</param>
    /// <param name="earliest">The next one is not before this, and after <paramref name="due"/> (UTC).</param>
    /// <returns>The time (UTC, whole seconds).</returns>
    public DateTimeOffset After(DateTimeOffset due, DateTimeOffset earliest)
    {
        if (EveryHours is { } hours)
        {
            var step = TimeSpan.FromHours(hours);
            var steps = Math.Max(1, (long)Math.Ceiling((earliest - due) / step));
            return Whole(due + (step * steps));
        }

        // The moment itself counts where it is later than what was done last.
        var from = earliest > due ? earliest.AddTicks(-1) : due;
        return Whole(Cron!.Next(from, Zone) ?? DateTimeOffset.MaxValue.AddYears(-1));
    }

    /// <summary>When to go on after a run failed.</summary>
    /// <param name="due">When that run was due (UTC).</param>
    /// <param name="failures">Failures in a row, this one included.</param>
    /// <param name="now">The time (UTC).</param>
    /// <returns>
    /// The time (UTC, whole seconds): the next after one failure, and with each further one twice as far away, up to seven days or the
    /// schedule's own distance.
    /// </returns>
    public DateTimeOffset AfterFailure(DateTimeOffset due, int failures, DateTimeOffset now)
    {
        var gap = Gap(due);
        var longest = gap > LongestBackoff ? gap : LongestBackoff;
        var wait = gap * Math.Pow(2, Math.Clamp(failures - 1, 0, 20));
        var earliest = due + (wait < longest ? wait : longest);
        return After(due, earliest > now ? earliest : now);
    }

    /// <summary>When to try what is due: inside the window, and away from others that are due at the same time.</summary>
    /// <param name="due">When it is due (UTC).</param>
    /// <param name="id">The schedule, which decides how far away.</param>
    /// <param name="spread">How far at most; less where the schedule is frequent or the window closes.</param>
    /// <returns>The time (UTC).</returns>
    public DateTimeOffset TryAt(DateTimeOffset due, Guid id, TimeSpan spread)
    {
        var share = Gap(due) / 10;
        if (share < spread)
            spread = share;
        if (Window is { } window)
        {
            var (opens, closes) = window.Around(due);
            due = opens > due ? opens : due;
            spread = closes - due < spread ? (closes - due) * 0.9 : spread;
        }

        return due + TimeSpan.FromSeconds(Math.Floor(spread.TotalSeconds * Fraction(id)));
    }

    /// <summary>Whether a start may happen at a moment.</summary>
    /// <param name="now">The moment.</param>
    /// <returns>Whether the window is open, or there is none.</returns>
    public bool IsOpen(DateTimeOffset now) => Window?.Contains(now) ?? true;

    /// <summary>The shortest distance between neighbouring times of the expression, among those that come next.</summary>
    /// <param name="now">Where to begin (UTC).</param>
    /// <returns>The distance.</returns>
    public TimeSpan SmallestGap(DateTimeOffset now)
    {
        if (EveryHours is { } hours)
            return TimeSpan.FromHours(hours);
        var smallest = TimeSpan.MaxValue;
        var last = Cron!.Next(now, Zone) ?? DateTimeOffset.MaxValue;
        for (var looked = 0; looked < GapsLookedAt && last - now < LookAhead && Cron.Next(last, Zone) is { } next; looked++)
        {
            smallest = next - last < smallest ? next - last : smallest;
            last = next;
        }

        return smallest;
    }

    static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    // The same for a schedule always, so that its own starts keep their distance; a hash, as ids made together begin alike.
    static double Fraction(Guid id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(id.ToByteArray(), hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (uint.MaxValue + 1.0);
    }

    TimeSpan Gap(DateTimeOffset due)
    {
        if (EveryHours is { } hours)
            return TimeSpan.FromHours(hours);
        return Cron!.Next(due, Zone) is { } next ? next - due : LongestBackoff;
    }
}

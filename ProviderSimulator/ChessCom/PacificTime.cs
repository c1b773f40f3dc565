namespace ProviderSimulator.ChessCom;

/// <summary>The months of Chess.com's archives: those of the US Pacific coast, where the site's clock stands.</summary>
static class PacificTime
{
    /// <summary>When a month begins, ms since 1970. On the first of a month daylight saving time holds from April to November.</summary>
    public static long StartOf(int year, int month) =>
        new DateTimeOffset(year, month, 1, month is >= 4 and <= 11 ? 7 : 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>When the month after begins, ms since 1970.</summary>
    public static long EndOf(int year, int month) => month == 12 ? StartOf(year + 1, 1) : StartOf(year, month + 1);

    /// <summary>The month that a time lies in.</summary>
    public static (int Year, int Month) MonthOf(long time)
    {
        var utc = DateTimeOffset.FromUnixTimeMilliseconds(time);
        if (time >= StartOf(utc.Year, utc.Month)) return (utc.Year, utc.Month);
        return utc.Month == 1 ? (utc.Year - 1, 12) : (utc.Year, utc.Month - 1);
    }
}

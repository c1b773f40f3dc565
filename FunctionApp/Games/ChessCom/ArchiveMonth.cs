using System.Globalization;

namespace ImportFunctions.Games.ChessCom;

/// <summary>A month of Chess.com's archives, counted from year 0. Months follow US Pacific time.</summary>
/// <param name="Index">Twelve times the year, plus the month from 0 to 11.</param>
readonly record struct ArchiveMonth(int Index)
{
    /// <summary>The month in Chess.com's paths: <c>2024/05</c>.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"{Index / 12:0000}/{(Index % 12) + 1:00}");

    /// <summary>The month in our table: <c>2024-05</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index / 12:0000}-{(Index % 12) + 1:00}");

    /// <summary>
    /// The month that is running in Pacific time. Standard time's eight hours are used all year: an hour too long in the old month
    /// only means that it is read once more.
    /// </summary>
    public static ArchiveMonth Current(DateTimeOffset now)
    {
        var pacific = now.ToUniversalTime().AddHours(-8);
        return new ArchiveMonth((pacific.Year * 12) + pacific.Month - 1);
    }

    /// <summary>Before this moment (UTC) none of the month's games ended.</summary>
    public DateTimeOffset Earliest => new(Index / 12, (Index % 12) + 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>At this moment (UTC) or later none of the month's games ended: months follow Pacific time, eight hours behind.</summary>
    public DateTimeOffset Latest => new ArchiveMonth(Index + 1).Earliest.AddHours(12);

    /// <summary>Reads the end of an archive's URL.</summary>
    public static bool TryParse(string? url, out ArchiveMonth month)
    {
        month = default;
        var parts = (url ?? "").TrimEnd('/').Replace('-', '/').Split('/');
        if (parts.Length < 2
            || !int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1990 or > 9998
            || !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 12)
        {
            return false;
        }

        month = new ArchiveMonth((year * 12) + number - 1);
        return true;
    }
}

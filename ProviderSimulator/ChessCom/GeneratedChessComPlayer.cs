using System.Security.Cryptography;
using System.Text;
using ProviderSimulator.Players;

namespace ProviderSimulator.ChessCom;

/// <summary>A made-up player, every game of which follows from the player's name and the game's number.</summary>
sealed class GeneratedChessComPlayer : IChessComPlayer
{
    static readonly string[] Lists = [.. ChessComBlock.Slots.Select(slot => slot.Plan.List).Distinct().Order(StringComparer.Ordinal)];

    readonly IReadOnlyDictionary<int, int> _revisions;

    /// <summary>Makes the player.</summary>
    /// <param name="name">Who.</param>
    /// <param name="timeline">When the games ended.</param>
    /// <param name="revisions">How often each month (year × 12 + month) was changed.</param>
    public GeneratedChessComPlayer(PlayerName name, Timeline timeline, IReadOnlyDictionary<int, int> revisions)
    {
        Name = name.Display;
        Timeline = timeline;
        _revisions = revisions;
        Seed = Dice.Mix(name.Seed ^ 0xc4e55c0);
        Side = Opponents.ChessComSide(name.Display, ChessComIds.PlayerUuid(Seed));
        var strength = 700 + (int)(Seed % 1300);
        Ratings = [.. ChessComBlock.Slots.Select(slot => strength + 25 * Array.IndexOf(Lists, slot.Plan.List) + slot.RatingOffset)];
        if (timeline.Count == 0) return;
        Span = (timeline.At(0).Time / 1000, timeline.At(timeline.Count - 1).Time / 1000);
        Months = FindMonths();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(int Year, int Month)> Months { get; } = [];

    /// <inheritdoc/>
    public (long First, long Last) Span { get; }

    /// <summary>When the games ended.</summary>
    public Timeline Timeline { get; }

    /// <summary>What the player's ids follow from.</summary>
    public ulong Seed { get; }

    /// <summary>The end of the player's side of a game.</summary>
    public byte[] Side { get; }

    /// <summary>The player's rating before each game of the pattern.</summary>
    public int[] Ratings { get; }

    /// <inheritdoc/>
    public string Version(int year, int month)
    {
        var (first, end) = Range(year, month);
        var last = end > first ? Timeline.At(end - 1).Time : 0;
        var text = $"{Name}/{Seed}/{first}-{end}/{last}/{_revisions.GetValueOrDefault(year * 12 + month)}";
        return Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <inheritdoc/>
    public IChessComMonth Month(int year, int month)
    {
        var (first, end) = Range(year, month);
        return new GeneratedChessComMonth(this, first, end - first, _revisions.GetValueOrDefault(year * 12 + month));
    }

    (int First, int End) Range(int year, int month) =>
        (Timeline.Before(PacificTime.StartOf(year, month)), Timeline.Before(PacificTime.EndOf(year, month)));

    List<(int Year, int Month)> FindMonths()
    {
        var months = new List<(int Year, int Month)>();
        for (var position = 0; position < Timeline.Count;)
        {
            var month = PacificTime.MonthOf(Timeline.At(position).Time);
            months.Add(month);
            position = Timeline.Before(PacificTime.EndOf(month.Year, month.Month));
        }

        return months;
    }
}

using System.Text.RegularExpressions;
using ProviderSimulator.ChessCom;

namespace ProviderSimulator.Recorded;

/// <summary>A player of whom some monthly archives were recorded; each is sent as it was recorded.</summary>
sealed partial class RecordedChessComPlayer : IChessComPlayer
{
    readonly SortedDictionary<(int Year, int Month), RecordedChessComMonth> _months = [];

    RecordedChessComPlayer(DirectoryInfo folder)
    {
        Name = folder.Name;
        foreach (var file in folder.EnumerateFiles("*.json"))
        {
            var name = MonthName().Match(file.Name);
            if (!name.Success) continue;
            var month = new RecordedChessComMonth(File.ReadAllBytes(file.FullName), folder.Name);
            if (month.PlayerName is { } shown) Name = shown;
            _months[(int.Parse(name.Groups[1].Value), int.Parse(name.Groups[2].Value))] = month;
        }

        Months = [.. _months.Where(month => month.Value.Count > 0).Select(month => month.Key)];
        if (Months.Count > 0) Span = (_months[Months[0]].FirstEnd, _months[Months[^1]].LastEnd);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(int Year, int Month)> Months { get; }

    /// <inheritdoc/>
    public (long First, long Last) Span { get; }

    /// <summary>Reads a player's folder; null when there is none.</summary>
    public static RecordedChessComPlayer? Open(string folder, string id)
    {
        var directory = new DirectoryInfo(Path.Combine(folder, "chesscom"));
        if (!directory.Exists) return null;
        var player = directory.EnumerateDirectories().FirstOrDefault(one => one.Name.Equals(id, StringComparison.OrdinalIgnoreCase));
        return player is null ? null : new RecordedChessComPlayer(player);
    }

    /// <inheritdoc/>
    public string Version(int year, int month) => _months.TryGetValue((year, month), out var found) ? found.Version : "empty";

    /// <inheritdoc/>
    public IChessComMonth Month(int year, int month) =>
        _months.TryGetValue((year, month), out var found) ? found : RecordedChessComMonth.Empty;

    [GeneratedRegex(@"^(\d{4})-(\d{2})\.json$")]
    private static partial Regex MonthName();
}

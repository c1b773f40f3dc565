namespace ProviderSimulator.ChessCom;

/// <summary>A player's finished games, as they are when asked for, in months of US Pacific time.</summary>
interface IChessComPlayer
{
    /// <summary>Name as shown.</summary>
    string Name { get; }

    /// <summary>The months with games, ascending.</summary>
    IReadOnlyList<(int Year, int Month)> Months { get; }

    /// <summary>When the player finished the first and the last game, s since 1970; 0 without games.</summary>
    (long First, long Last) Span { get; }

    /// <summary>What changes whenever a month's body does.</summary>
    string Version(int year, int month);

    /// <summary>The games of a month in ascending order of their end.</summary>
    IChessComMonth Month(int year, int month);
}

namespace ImportFunctions.Games.Lichess;

/// <summary>How a window is read.</summary>
enum WindowMode
{
    /// <summary>Around a line that is no JSON a hole stays open: the game it stood for is asked for once more.</summary>
    Strict,

    /// <summary>Such lines are skipped and counted, as asking again did not help.</summary>
    Final,

    /// <summary>The window is complete already and is searched for games that finished late: nothing is claimed.</summary>
    Rescan,
}

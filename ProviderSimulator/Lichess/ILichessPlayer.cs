using ProviderSimulator.Hosting;

namespace ProviderSimulator.Lichess;

/// <summary>A player's finished games, as they are when asked for.</summary>
interface ILichessPlayer
{
    /// <summary>Name as shown.</summary>
    string Name { get; }

    /// <summary>How many games.</summary>
    int Count { get; }

    /// <summary>Time of creation of a game, ms since 1970.</summary>
    /// <param name="position">0 for the oldest game.</param>
    long CreatedAt(int position);

    /// <summary>How many games were created before a time.</summary>
    int Before(long time);

    /// <summary>Id of a game.</summary>
    string Id(int position);

    /// <summary>Writes a game as one line of NDJSON.</summary>
    void Write(int position, Utf8Buffer buffer, LichessFields fields);
}

using ProviderSimulator.Hosting;

namespace ProviderSimulator.ChessCom;

/// <summary>The body of a monthly archive, in parts, so that it need not be in memory whole.</summary>
interface IChessComMonth
{
    /// <summary>How many games.</summary>
    int Count { get; }

    /// <summary>How many parts the body has.</summary>
    int Parts { get; }

    /// <summary>Id of a game: the uuid, or where it has none the number in its address.</summary>
    string Id(int number);

    /// <summary>Appends a part of the body.</summary>
    void Write(int part, Utf8Buffer buffer);
}

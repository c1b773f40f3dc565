namespace ProviderSimulator.Lichess;

/// <summary>Parts of a game that a request can ask for or leave out.</summary>
[Flags]
enum LichessFields
{
    /// <summary>Nothing optional.</summary>
    None = 0,

    /// <summary>The moves.</summary>
    Moves = 1,

    /// <summary>The opening.</summary>
    Opening = 2,

    /// <summary>The clock after each move.</summary>
    Clocks = 4,
}

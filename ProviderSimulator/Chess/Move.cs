namespace ProviderSimulator.Chess;

/// <summary>One move. Squares count from a1 = 0 to h8 = 63.</summary>
/// <param name="From">Square left; -1 when a piece from hand is dropped.</param>
/// <param name="To">Square entered.</param>
/// <param name="Promotion">Upper-case piece that a pawn becomes, or that is dropped; '\0' when neither.</param>
readonly record struct Move(int From, int To, char Promotion = '\0')
{
    /// <summary>Whether a piece comes from hand.</summary>
    public bool IsDrop => From < 0;
}

namespace ProviderSimulator.Chess;

/// <summary>Chess.com's two-characters-a-move notation.</summary>
static class Tcn
{
    const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!?{~}(^)[_]@#$,./&-*++=";
    const string Pieces = "QNRBKP";

    /// <summary>The two characters of a move.</summary>
    public static (char First, char Second) Encode(Move move)
    {
        if (move.IsDrop) return (Alphabet[79 + Pieces.IndexOf(move.Promotion)], Alphabet[move.To]);
        if (move.Promotion == '\0') return (Alphabet[move.From], Alphabet[move.To]);
        var sideways = move.To % 8 - move.From % 8;
        return (Alphabet[move.From], Alphabet[64 + 3 * Pieces.IndexOf(move.Promotion) + sideways + 1]);
    }
}

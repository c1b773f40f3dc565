using System.Text;
using ProviderSimulator.Chess;

namespace ProviderSimulator.Players;

/// <summary>The moves of one game, replayed: texts in both providers' notations and the final position.</summary>
sealed class MoveSequence
{
    MoveSequence(string initialFen, List<string> san, string tcn, Board final)
    {
        InitialFen = initialFen;
        San = san;
        Moves = string.Join(' ', san);
        Tcn = tcn;
        FinalFen = final.Fen;
        EndsInMate = san.Count > 0 && san[^1].EndsWith('#');
        EndsInStalemate = !EndsInMate && final.LegalMoves().Count == 0;
    }

    /// <summary>The position before the first move.</summary>
    public string InitialFen { get; }

    /// <summary>Each move in standard algebraic notation.</summary>
    public IReadOnlyList<string> San { get; }

    /// <summary>The moves separated by blanks, without numbers.</summary>
    public string Moves { get; }

    /// <summary>The moves in Chess.com's two-character notation.</summary>
    public string Tcn { get; }

    /// <summary>The position after the last move.</summary>
    public string FinalFen { get; }

    /// <summary>Whether the last move mates.</summary>
    public bool EndsInMate { get; }

    /// <summary>Whether the last move leaves no legal move and no check.</summary>
    public bool EndsInStalemate { get; }

    /// <summary>White won, black won, or (null) neither; null for invented and shortened games.</summary>
    public bool? WhiteWon { get; private init; }

    /// <summary>Code of the opening; null where no opening has a name.</summary>
    public string? Eco { get; private init; }

    /// <summary>Name of the opening.</summary>
    public string? Opening { get; private init; }

    /// <summary>Plies that belong to the opening.</summary>
    public int OpeningPly { get; private init; }

    /// <summary>No moves at all.</summary>
    public static MoveSequence Empty { get; } = Invent(Board.StandardFen, 0, 0);

    /// <summary>Replays a recorded game.</summary>
    /// <exception cref="FormatException">A move is not legal.</exception>
    public static MoveSequence Replay(string moves, bool? whiteWon, string? eco, string? opening, int openingPly, int plies = int.MaxValue,
        string fen = Board.StandardFen)
    {
        var board = new Board(fen);
        var tcn = new StringBuilder();
        var san = new List<string>();
        foreach (var text in moves.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(plies))
        {
            var move = board.Parse(text);
            Append(tcn, move);
            san.Add(board.Play(move));
        }

        return new MoveSequence(fen, san, tcn.ToString(), board)
        {
            WhiteWon = whiteWon,
            Eco = eco,
            Opening = opening,
            OpeningPly = openingPly,
        };
    }

    /// <summary>The same game stopped after some plies.</summary>
    public MoveSequence Shortened(int plies) =>
        plies >= San.Count ? this : Replay(Moves, null, Eco, Opening, Math.Min(OpeningPly, plies), plies, InitialFen);

    /// <summary>Legal moves chosen by dice, for positions of which no historical game is at hand.</summary>
    public static MoveSequence Invent(string fen, int plies, ulong seed, bool withHands = false)
    {
        var board = new Board(fen, withHands);
        var dice = new Dice(seed);
        var tcn = new StringBuilder();
        var san = new List<string>();
        while (san.Count < plies && board.LegalMoves() is { Count: > 0 } legal)
        {
            // There are many more squares to drop a piece on than moves: equal chances would make a game of drops.
            var drops = legal.FindAll(move => move.IsDrop);
            var others = legal.FindAll(move => !move.IsDrop);
            var move = dice.Pick(others.Count == 0 || (drops.Count > 0 && dice.Next(3) == 0) ? drops : others);
            Append(tcn, move);
            san.Add(board.Play(move, legal));
        }

        return new MoveSequence(fen, san, tcn.ToString(), board);
    }

    static void Append(StringBuilder tcn, Move move)
    {
        var (first, second) = Chess.Tcn.Encode(move);
        tcn.Append(first).Append(second);
    }
}

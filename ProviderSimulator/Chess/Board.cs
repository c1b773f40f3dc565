using System.Text;

namespace ProviderSimulator.Chess;

/// <summary>A chess position that can list legal moves, name them in SAN and play them: enough to check and to make up games.</summary>
sealed class Board
{
    /// <summary>The position a normal game starts from.</summary>
    public const string StandardFen = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1";

    static readonly (int File, int Rank)[] Straight = [(1, 0), (-1, 0), (0, 1), (0, -1)];
    static readonly (int File, int Rank)[] Diagonal = [(1, 1), (1, -1), (-1, 1), (-1, -1)];
    static readonly (int File, int Rank)[] Everywhere = [.. Straight, .. Diagonal];
    static readonly (int File, int Rank)[] Jumps = [(1, 2), (2, 1), (-1, 2), (-2, 1), (1, -2), (2, -1), (-1, -2), (-2, -1)];

    readonly char[] _squares = new char[64];
    readonly List<char>? _hands;
    string _castling;
    int _enPassant = -1, _quietPlies, _moveNumber;

    /// <summary>Sets up a position.</summary>
    /// <param name="fen">Six fields of Forsyth-Edwards notation.</param>
    /// <param name="withHands">Whether captured pieces can be dropped (crazyhouse).</param>
    public Board(string fen = StandardFen, bool withHands = false)
    {
        var fields = fen.Split(' ');
        var square = 56;
        foreach (var c in fields[0])
        {
            if (c == '/') square -= 16;
            else if (char.IsAsciiDigit(c)) square += c - '0';
            else _squares[square++] = c;
        }

        WhiteToMove = fields[1] == "w";
        _castling = fields[2] == "-" ? "" : fields[2];
        if (fields[3] != "-") _enPassant = fields[3][0] - 'a' + 8 * (fields[3][1] - '1');
        _quietPlies = int.Parse(fields[4]);
        _moveNumber = int.Parse(fields[5]);
        if (withHands) _hands = [];
    }

    /// <summary>Whose turn it is.</summary>
    public bool WhiteToMove { get; private set; }

    /// <summary>Whether the side to move is in check.</summary>
    public bool InCheck => Attacked(King(WhiteToMove), !WhiteToMove);

    /// <summary>The position in Forsyth-Edwards notation.</summary>
    public string Fen
    {
        get
        {
            var text = new StringBuilder();
            for (var rank = 7; rank >= 0; rank--)
            {
                var empty = 0;
                for (var file = 0; file < 8; file++)
                {
                    var piece = _squares[rank * 8 + file];
                    if (piece == '\0') { empty++; continue; }
                    if (empty > 0) text.Append(empty);
                    empty = 0;
                    text.Append(piece);
                }

                if (empty > 0) text.Append(empty);
                if (rank > 0) text.Append('/');
            }

            text.Append(WhiteToMove ? " w " : " b ").Append(_castling.Length == 0 ? "-" : _castling).Append(' ');
            return text.Append(_enPassant < 0 ? "-" : Name(_enPassant)).Append($" {_quietPlies} {_moveNumber}").ToString();
        }
    }

    /// <summary>Every legal move.</summary>
    public List<Move> LegalMoves()
    {
        var moves = new List<Move>();
        for (var from = 0; from < 64; from++)
            if (Own(_squares[from])) AddPieceMoves(from, moves);
        AddCastling(moves);
        AddDrops(moves);
        moves.RemoveAll(move => !KeepsKingSafe(move));
        return moves;
    }

    /// <summary>The legal move that a SAN text names.</summary>
    /// <exception cref="FormatException">No legal move has that name here.</exception>
    public Move Parse(string san)
    {
        var legal = LegalMoves();
        var plain = san.TrimEnd('+', '#');
        foreach (var move in legal)
            if (Plain(move, legal) == plain) return move;
        throw new FormatException($"'{san}' is not a legal move in {Fen}.");
    }

    /// <summary>Plays a legal move and gives its SAN with check and mate signs.</summary>
    public string Play(Move move, List<Move>? legal = null)
    {
        var san = Plain(move, legal ?? LegalMoves());
        Make(move);
        if (!InCheck) return san;
        return san + (LegalMoves().Count == 0 ? '#' : '+');
    }

    string Plain(Move move, List<Move> legal)
    {
        if (move.IsDrop) return $"{move.Promotion}@{Name(move.To)}";
        var piece = char.ToUpperInvariant(_squares[move.From]);
        if (piece == 'K' && Math.Abs(move.To - move.From) == 2) return move.To > move.From ? "O-O" : "O-O-O";
        var takes = _squares[move.To] != '\0' || (piece == 'P' && move.From % 8 != move.To % 8);
        if (piece == 'P')
        {
            var becomes = move.Promotion == '\0' ? "" : $"={move.Promotion}";
            return (takes ? $"{Name(move.From)[0]}x" : "") + Name(move.To) + becomes;
        }

        var others = legal.FindAll(other => !other.IsDrop && other.To == move.To && other.From != move.From
            && _squares[other.From] == _squares[move.From]);
        var which = others.Count == 0 ? ""
            : others.TrueForAll(other => other.From % 8 != move.From % 8) ? Name(move.From)[..1]
            : others.TrueForAll(other => other.From / 8 != move.From / 8) ? Name(move.From)[1..]
            : Name(move.From);
        return piece + which + (takes ? "x" : "") + Name(move.To);
    }

    void AddPieceMoves(int from, List<Move> moves)
    {
        switch (char.ToUpperInvariant(_squares[from]))
        {
            case 'P': AddPawnMoves(from, moves); break;
            case 'N': AddSteps(from, Jumps, 1, moves); break;
            case 'B': AddSteps(from, Diagonal, 7, moves); break;
            case 'R': AddSteps(from, Straight, 7, moves); break;
            case 'Q': AddSteps(from, Everywhere, 7, moves); break;
            default: AddSteps(from, Everywhere, 1, moves); break;
        }
    }

    void AddSteps(int from, (int File, int Rank)[] directions, int reach, List<Move> moves)
    {
        foreach (var (file, rank) in directions)
        {
            var at = from;
            for (var step = 0; step < reach && Next(at, file, rank, out at); step++)
            {
                if (!Own(_squares[at])) moves.Add(new Move(from, at));
                if (_squares[at] != '\0') break;
            }
        }
    }

    void AddPawnMoves(int from, List<Move> moves)
    {
        var ahead = WhiteToMove ? 1 : -1;
        if (Next(from, 0, ahead, out var one) && _squares[one] == '\0')
        {
            AddPawnMove(from, one, moves);
            if (from / 8 == (WhiteToMove ? 1 : 6) && _squares[one + 8 * ahead] == '\0') moves.Add(new Move(from, one + 8 * ahead));
        }

        for (var side = -1; side <= 1; side += 2)
            if (Next(from, side, ahead, out var to) && (to == _enPassant || (_squares[to] != '\0' && !Own(_squares[to]))))
                AddPawnMove(from, to, moves);
    }

    static void AddPawnMove(int from, int to, List<Move> moves)
    {
        if (to is > 7 and < 56) moves.Add(new Move(from, to));
        else moves.AddRange("QRBN".Select(piece => new Move(from, to, piece)));
    }

    // Only from the usual squares: shuffled games here do without castling.
    void AddCastling(List<Move> moves)
    {
        var king = WhiteToMove ? 4 : 60;
        if (_squares[king] != (WhiteToMove ? 'K' : 'k') || Attacked(king, !WhiteToMove)) return;
        var rook = WhiteToMove ? 'R' : 'r';
        if (_castling.Contains(WhiteToMove ? 'K' : 'k') && _squares[king + 3] == rook && Free(king + 1) && Free(king + 2))
            moves.Add(new Move(king, king + 2));
        if (_castling.Contains(WhiteToMove ? 'Q' : 'q') && _squares[king - 4] == rook && Free(king - 1) && Free(king - 2)
            && _squares[king - 3] == '\0')
            moves.Add(new Move(king, king - 2));

        bool Free(int square) => _squares[square] == '\0' && !Attacked(square, !WhiteToMove);
    }

    void AddDrops(List<Move> moves)
    {
        if (_hands is null) return;
        foreach (var piece in _hands.Where(Own).Distinct())
            for (var to = 0; to < 64; to++)
                if (_squares[to] == '\0' && (piece is not ('P' or 'p') || to is > 7 and < 56))
                    moves.Add(new Move(-1, to, char.ToUpperInvariant(piece)));
    }

    bool KeepsKingSafe(Move move)
    {
        var moved = Own(_squares[move.To]) ? throw new InvalidOperationException("A move onto an own piece.") : _squares[move.To];
        var passed = -1;
        if (move.IsDrop) _squares[move.To] = Coloured(move.Promotion);
        else
        {
            if (_squares[move.From] is 'P' or 'p' && move.To == _enPassant && moved == '\0') passed = move.To + (WhiteToMove ? -8 : 8);
            _squares[move.To] = _squares[move.From];
            _squares[move.From] = '\0';
        }

        var taken = passed < 0 ? '\0' : _squares[passed];
        if (passed >= 0) _squares[passed] = '\0';
        var safe = !Attacked(King(WhiteToMove), !WhiteToMove);
        if (passed >= 0) _squares[passed] = taken;
        if (!move.IsDrop) _squares[move.From] = _squares[move.To];
        _squares[move.To] = moved;
        return safe;
    }

    void Make(Move move)
    {
        var ahead = WhiteToMove ? 8 : -8;
        var passed = -1;
        _quietPlies++;
        if (move.IsDrop)
        {
            _squares[move.To] = Coloured(move.Promotion);
            _hands!.Remove(Coloured(move.Promotion));
        }
        else
        {
            var piece = _squares[move.From];
            var pawn = piece is 'P' or 'p';
            var captured = pawn && move.To == _enPassant && _squares[move.To] == '\0' ? move.To - ahead : move.To;
            if (_squares[captured] != '\0') Capture(captured);
            if (pawn) _quietPlies = 0;
            if (pawn && Math.Abs(move.To - move.From) == 16) passed = move.From + ahead;
            if (piece is 'K' or 'k' && Math.Abs(move.To - move.From) == 2 && move.From % 8 == 4)
            {
                var (rookFrom, rookTo) = move.To > move.From ? (move.From + 3, move.From + 1) : (move.From - 4, move.From - 1);
                (_squares[rookTo], _squares[rookFrom]) = (_squares[rookFrom], '\0');
            }

            _squares[move.From] = '\0';
            _squares[move.To] = move.Promotion == '\0' ? piece : Coloured(move.Promotion);
            LoseCastling(piece, move.From);
        }

        _enPassant = passed;
        if (!WhiteToMove) _moveNumber++;
        WhiteToMove = !WhiteToMove;
    }

    void Capture(int square)
    {
        var piece = _squares[square];
        _hands?.Add(char.IsUpper(piece) ? char.ToLowerInvariant(piece) : char.ToUpperInvariant(piece));
        _squares[square] = '\0';
        _quietPlies = 0;
        LoseCastling(piece, square);
    }

    void LoseCastling(char piece, int square)
    {
        if (piece is not ('K' or 'k' or 'R' or 'r')) return;
        var white = char.IsUpper(piece);
        if (square / 8 != (white ? 0 : 7)) return;
        if (piece is 'K' or 'k') _castling = _castling.Replace(white ? "K" : "k", "").Replace(white ? "Q" : "q", "");
        else _castling = _castling.Replace(square % 8 > King(white) % 8 ? white ? "K" : "k" : white ? "Q" : "q", "");
    }

    bool Attacked(int square, bool byWhite)
    {
        if (square < 0) return false;
        foreach (var (file, rank) in Jumps)
            if (Next(square, file, rank, out var at) && _squares[at] == Piece('N', byWhite)) return true;
        for (var side = -1; side <= 1; side += 2)
            if (Next(square, side, byWhite ? -1 : 1, out var at) && _squares[at] == Piece('P', byWhite)) return true;
        return Ray(Straight, 'R') || Ray(Diagonal, 'B');

        bool Ray((int File, int Rank)[] directions, char slider)
        {
            foreach (var (file, rank) in directions)
            {
                var at = square;
                for (var step = 1; Next(at, file, rank, out at); step++)
                {
                    var piece = _squares[at];
                    if (piece == '\0') continue;
                    if (piece == Piece(slider, byWhite) || piece == Piece('Q', byWhite)) return true;
                    if (step == 1 && piece == Piece('K', byWhite)) return true;
                    break;
                }
            }

            return false;
        }
    }

    static bool Next(int square, int file, int rank, out int next)
    {
        var (f, r) = (square % 8 + file, square / 8 + rank);
        next = r * 8 + f;
        return f is >= 0 and < 8 && r is >= 0 and < 8;
    }

    int King(bool white) => Array.IndexOf(_squares, white ? 'K' : 'k');

    bool Own(char piece) => piece != '\0' && char.IsUpper(piece) == WhiteToMove;

    char Coloured(char piece) => Piece(piece, WhiteToMove);

    static char Piece(char piece, bool white) => white ? piece : char.ToLowerInvariant(piece);

    static string Name(int square) => $"{(char)('a' + square % 8)}{(char)('1' + square / 8)}";
}

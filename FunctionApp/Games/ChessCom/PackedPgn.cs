using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.ChessCom;

/// <summary>
/// Reads a PGN of the form that Chess.com writes, still JSON-escaped, and leaves out of the record what other columns hold; the database's
/// <c>chesscom_pgn</c> is the way back. One instance takes one game after the other.
/// </summary>
sealed class PackedPgn : IDisposable
{
    const int MostTags = 40;
    const char Untold = '!';

    static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // In Chess.com's order.
    static readonly NameTemplate TagNames = new([.. new (char Letter, string Name)[]
    {
        ('e', "Event"), ('s', "Site"), ('d', "Date"), ('r', "Round"), ('w', "White"), ('b', "Black"), ('x', "Result"),
        ('p', "CurrentPosition"), ('z', "Timezone"), ('o', "ECO"), ('u', "ECOUrl"), ('D', "UTCDate"), ('T', "UTCTime"), ('W', "WhiteElo"),
        ('B', "BlackElo"), ('c', "TimeControl"), ('q', "Termination"), ('t', "StartTime"), ('f', "EndDate"), ('g', "EndTime"), ('l', "Link"),
    }.Select(tag => (tag.Letter, $"[{tag.Name} \\\""))]);

    readonly PgnTag[] _tags = new PgnTag[MostTags];
    byte[] _clocks = ArrayPool<byte>.Shared.Rent(4 * 1024);
    int _count;
    int _moves;
    int _clocksLength;

    static ReadOnlySpan<byte> TagEnd => "\\\"]\\n"u8;

    static ReadOnlySpan<byte> NewLine => "\\n"u8;

    static ReadOnlySpan<byte> Moves => "="u8;

    // The run that most games have.
    static ReadOnlySpan<byte> Usual => "esdrwbxpzouDTWBcqtfgl"u8;

    /// <summary>Whether the PGN has the form; nothing else is of use if not.</summary>
    public bool IsRead { get; private set; }

    /// <summary>The time left after each move, or nothing; known after <see cref="TryWriteMoves"/>.</summary>
    public ReadOnlySpan<byte> Clocks => _clocks.AsSpan(0, _clocksLength);

    /// <summary>Takes the next game's PGN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(ReadOnlySpan<byte> pgn)
    {
        _count = _clocksLength = 0;
        IsRead = false;
        var at = 0;
        var next = 0;
        while (at < pgn.Length && pgn[at] == '[')
        {
            var line = pgn[at..];
            if (_count == MostTags || !FindName(line, ref next, out var letter, out var value))
                return;
            // A value with an escape in it is none that another column holds.
            var length = line[value..].IndexOf((byte)'\\');
            if (length < 0 || !line[(value + length)..].StartsWith(TagEnd))
                return;
            _tags[_count++] = new PgnTag(letter, at, at + value, length);
            at += value + length + TagEnd.Length;
        }

        _moves = at + NewLine.Length;
        IsRead = _count > 0 && pgn[at..].StartsWith(NewLine);
    }

    /// <summary>The value of a tag, or nothing.</summary>
    public ReadOnlySpan<byte> Value(char letter, ReadOnlySpan<byte> pgn)
    {
        foreach (ref readonly var tag in _tags.AsSpan(0, _count))
        {
            if (tag.Letter == letter)
                return pgn.Slice(tag.Value, tag.Length);
        }

        return default;
    }

    /// <summary>Writes the moves separated by blanks, if they have the usual form: numbered, and a clock after each.</summary>
    /// <returns>False where they have not; nothing is written then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryWriteMoves(ReadOnlySpan<byte> pgn, ReadOnlySpan<byte> result, CopyBuffer row)
    {
        var text = pgn[_moves..];
        if (_clocks.Length < text.Length)
        {
            ArrayPool<byte>.Shared.Return(_clocks);
            _clocks = ArrayPool<byte>.Shared.Rent(text.Length);
        }

        Span<byte> number = stackalloc byte[11];
        var digits = 0;
        var moves = row.Free(text.Length);
        var (written, clocks, at, ply) = (0, 0, 0, 0);
        for (; ; ply++)
        {
            var white = ply % 2 == 0;
            if (white)
                _ = Utf8Formatter.TryFormat((ply / 2) + 1, number, out digits);
            var rest = text[at..];
            if (!rest.StartsWith(number[..digits]) || !rest[digits..].StartsWith(white ? ". "u8 : "... "u8))
                break;
            at += digits + (white ? 2 : 4);
            var start = at;
            while (at < text.Length && text[at] is > (byte)' ' and not ((byte)'\\' or (byte)'{' or (byte)'('))
                moves[written++] = text[at++];
            if (at == start || !char.IsAsciiLetter((char)text[start]) || !text[at..].StartsWith(" {[%clk "u8))
                return false;
            at += 8;
            if (!TryReadClock(text, ref at, out var hundredths) || !text[at..].StartsWith("]} "u8))
                return false;
            at += 3;
            moves[written++] = (byte)' ';
            _ = Utf8Formatter.TryFormat(hundredths, _clocks.AsSpan(clocks), out var used);
            clocks += used;
            _clocks[clocks++] = (byte)' ';
        }

        if (ply == 0 || !text[at..].StartsWith(result) || !text[(at + result.Length)..].SequenceEqual(NewLine))
            return false;
        row.Advance(written - 1);
        _clocksLength = clocks - 1;
        return true;
    }

    /// <summary>Whether the way back can tell what was left out; known after <see cref="TryWriteMoves"/>.</summary>
    public bool CanPack(ReadOnlySpan<byte> pgn) =>
        _clocksLength > 0 || (!pgn[_moves..].SequenceEqual(Moves) && pgn[_moves..].IndexOf("\\u"u8) < 0);

    /// <summary>Writes what is left of the PGN.</summary>
    /// <param name="game">The game.</param>
    /// <param name="record">Its record, which <see cref="Read"/> was given the PGN of.</param>
    /// <param name="packer">Knows what the columns tell.</param>
    /// <param name="row">Where it goes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(in ParsedGame game, ReadOnlySpan<byte> record, ChessComPacker packer, CopyBuffer row)
    {
        var pgn = game.Pgn.Raw(record);
        var eco = Value('o', pgn);
        Span<byte> run = stackalloc byte[MostTags];
        var length = 0;
        foreach (ref readonly var tag in _tags.AsSpan(0, _count))
        {
            var value = pgn.Slice(tag.Value, tag.Length);
            if (tag.Letter == 'o' ? ChessComPgn.IsEco(value) && value.SequenceEqual(eco)
                : value.Length > 0 && value.SequenceEqual(packer.Told(tag.Letter, game, record)))
            {
                run[length++] = tag.Letter;
                continue;
            }

            EndRun(run, ref length, row);
            row.Append(pgn[tag.Start..(tag.Value + tag.Length + TagEnd.Length)]);
        }

        EndRun(run, ref length, row);
        row.Append(NewLine);
        row.Append(_clocksLength > 0 ? Moves : pgn[_moves..]);
    }

    /// <summary>Gives the scratch buffer back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_clocks);
        _clocks = [];
    }

    static void EndRun(ReadOnlySpan<byte> run, ref int length, CopyBuffer row)
    {
        if (length == 0)
            return;
        var letters = run[..length];
        row.Append("[="u8);
        row.Append(letters.SequenceEqual(Usual) ? "."u8 : letters);
        row.Append("]\\n"u8);
        length = 0;
    }

    static bool FindName(ReadOnlySpan<byte> line, ref int next, out byte letter, out int value)
    {
        if (TagNames.Find(line, ref next) is { } known)
        {
            (letter, value) = (known.Letter, known.Opening.Length);
            return true;
        }

        letter = (byte)Untold;
        var name = line[1..].IndexOfAnyExcept(Letters);
        value = name + 4;
        return name > 0 && line[(name + 1)..].StartsWith(" \\\""u8);
    }

    // H:MM:SS, and tenths where they are not 0. The way back writes it like this, so nothing else will do.
    static bool TryReadClock(ReadOnlySpan<byte> text, ref int at, out int hundredths)
    {
        hundredths = 0;
        var hours = 0;
        var start = at;
        while (at < text.Length && at - start < 4 && char.IsAsciiDigit((char)text[at]))
            hours = (hours * 10) + text[at++] - '0';
        if (at - start is 0 or > 3 || (at - start > 1 && text[start] == '0') || text.Length - at < 6)
            return false;
        var rest = text.Slice(at, 6);
        if (rest[0] != ':' || !IsSixty(rest[1], rest[2]) || rest[3] != ':' || !IsSixty(rest[4], rest[5]))
            return false;
        at += 6;
        hundredths = ((hours * 3600) + (((rest[1] * 10) + rest[2] - ('0' * 11)) * 60) + (rest[4] * 10) + rest[5] - ('0' * 11)) * 100;
        if (at < text.Length && text[at] == '.')
        {
            if (at + 1 >= text.Length || text[at + 1] is < (byte)'1' or > (byte)'9')
                return false;
            hundredths += (text[at + 1] - '0') * 10;
            at += 2;
        }

        return true;
    }

    static bool IsSixty(byte tens, byte ones) => tens is >= (byte)'0' and <= (byte)'5' && ones is >= (byte)'0' and <= (byte)'9';
}

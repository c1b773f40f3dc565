using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.ChessCom;

/// <summary>
/// Looks into the PGN of one game after the other, of whatever form: start, opening, moves. Games without a PGN (bughouse) have none.
/// </summary>
sealed class ChessComPgn : IDisposable
{
    byte[] _scratch = ArrayPool<byte>.Shared.Rent(16 * 1024);
    int _length;
    int _movesAt;

    ReadOnlySpan<byte> All => _scratch.AsSpan(0, _length);

    /// <summary>When the game began, milliseconds since 1970, or null.</summary>
    public long? StartedAt => Moment(Tag("\n[UTCDate \""u8), Tag("\n[UTCTime \""u8));

    /// <summary>The ECO code, or nothing.</summary>
    public ReadOnlySpan<byte> Eco => Tag("\n[ECO \""u8) is var eco && IsEco(eco) ? eco : default;

    /// <summary>The opening's page, or nothing.</summary>
    public ReadOnlySpan<byte> EcoUrl => Tag("\n[ECOUrl \""u8);

    /// <summary>Milliseconds since 1970 of <c>2021.05.04</c> and <c>15:41:25</c>, or null.</summary>
    public static long? Moment(ReadOnlySpan<byte> date, ReadOnlySpan<byte> time) =>
        date.Length == 10 && time.Length == 8
        && Number(date[..4], out var year) && Number(date[5..7], out var month) && Number(date[8..], out var day)
        && Number(time[..2], out var hour) && Number(time[3..5], out var minute) && Number(time[6..], out var second)
        && year is > 1970 and < 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
        && hour < 24 && minute < 60 && second < 60
        ? new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeMilliseconds()
        : null;

    /// <summary>Whether a tag's value is an ECO code; variants have a question mark there.</summary>
    public static bool IsEco(ReadOnlySpan<byte> value) => value.Length == 3 && value[0] is >= (byte)'A' and <= (byte)'E';

    /// <summary>Takes the next game.</summary>
    public void Load(in Text pgn, ReadOnlySpan<byte> record)
    {
        _length = _movesAt = 0;
        if (pgn.IsNull)
            return;
        var raw = pgn.Raw(record);
        if (_scratch.Length < raw.Length)
        {
            ArrayPool<byte>.Shared.Return(_scratch);
            _scratch = ArrayPool<byte>.Shared.Rent(raw.Length);
        }

        _length = JsonText.Unescape(raw, _scratch);
        var gap = All.IndexOf("]\n\n"u8);
        _movesAt = gap >= 0 ? gap + 3 : All.StartsWith("["u8) ? _length : 0;
    }

    /// <summary>Writes the moves without numbers, comments and the result, separated by blanks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void WriteMoves(CopyBuffer row)
    {
        // Byte by byte: moves are so short that a vectorized search for each one's end took most of a game's time.
        var rest = All[_movesAt..];
        var target = row.Free(rest.Length);
        var written = 0;
        var at = 0;
        while (at < rest.Length)
        {
            var first = rest[at];
            if (first is (byte)'{' or (byte)'(')
            {
                var end = rest[at..].IndexOf(first == '{' ? (byte)'}' : (byte)')');
                if (end < 0)
                    break; // A comment that never ends: the PGN was cut.
                at += end + 1;
                continue;
            }

            if (first <= ' ')
            {
                at++;
                continue;
            }

            var start = at;
            while (at < rest.Length && rest[at] is > (byte)' ' and not ((byte)'{' or (byte)'('))
                at++;
            var token = rest[start..at];
            if (!IsMove(ref token))
                continue;
            if (written > 0)
                target[written++] = (byte)' ';
            foreach (var letter in token)
                target[written++] = letter;
        }

        row.Advance(written);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = [];
    }

    // "12." and "12..." are numbers, "12.e4" a move behind one, "1-0" and "*" results, "$1" a glyph.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsMove(ref ReadOnlySpan<byte> token)
    {
        var digits = 0;
        while (digits < token.Length && token[digits] is (>= (byte)'0' and <= (byte)'9') or (byte)'.')
            digits++;
        if (digits == token.Length)
            return false;
        if (digits > 0 && token[digits - 1] == '.')
            token = token[digits..];
        // "0-0" for castling begins with a digit too, but no result is a castling.
        return token[0] is not ((byte)'*' or (byte)'$')
            && !token.SequenceEqual("1-0"u8) && !token.SequenceEqual("0-1"u8) && !token.SequenceEqual("1/2-1/2"u8);
    }

    static bool Number(ReadOnlySpan<byte> digits, out int value) =>
        Utf8Parser.TryParse(digits, out value, out var used) && used == digits.Length && value >= 0;

    ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> start)
    {
        var tags = All[.._movesAt];
        var at = tags.IndexOf(start);
        if (at < 0)
            return default;
        tags = tags[(at + start.Length)..];
        var end = tags.IndexOf((byte)'"');
        return end < 0 ? default : tags[..end];
    }
}

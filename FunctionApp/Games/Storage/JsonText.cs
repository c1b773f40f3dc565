using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace ImportFunctions.Games.Storage;

/// <summary>Reads JSON strings, byte to byte.</summary>
static class JsonText
{
    static readonly SearchValues<byte> DigitsAndCommas = SearchValues.Create("0123456789,"u8);

    // What ends a string, begins an escape, or must not be in one.
    static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    /// <summary>
    /// Finds the end of a string, many bytes at a time between its escapes. A JSON reader goes byte by byte from the first escape on, which
    /// in a PGN is the greater part of the time that a game takes.
    /// </summary>
    /// <param name="text">What begins behind the opening quote; valid UTF-8.</param>
    /// <returns>Where the closing quote is; -1 where there is none, or an escape in <c>\u</c> form, or what JSON does not allow.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FindEnd(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (true)
        {
            var next = text[at..].IndexOfAny(Special);
            if (next < 0)
                return -1;
            at += next;
            if (text[at] == '"')
                return at;
            if (text[at] != '\\' || at + 1 == text.Length
                || text[at + 1] is not ((byte)'n' or (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'t' or (byte)'r'))
                return -1;
            at += 2;
        }
    }

    /// <summary>Finds the end of an array of whole numbers from 0 on, without blanks.</summary>
    /// <param name="text">What begins behind the opening bracket.</param>
    /// <returns>Where the closing bracket is; -1 where the array is another one, or none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FindEndOfNumbers(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExcept(DigitsAndCommas);
        if (end < 0 || text[end] != ']')
            return -1;
        var items = text[..end];
        if (items.IsEmpty)
            return 0;
        if (items[0] == ',' || items[^1] == ',' || items.IndexOf(",,"u8) >= 0)
            return -1;
        // JSON has no numbers with leading zeros.
        for (var zero = items[0] == '0' ? 0 : Next(items, 0); zero >= 0; zero = Next(items, zero))
        {
            if (zero + 1 < items.Length && items[zero + 1] != ',')
                return -1;
        }

        return end;

        static int Next(ReadOnlySpan<byte> items, int from) => items[from..].IndexOf(",0"u8) is var at and >= 0 ? from + at + 1 : -1;
    }

    /// <summary>Writes the text of an escaped piece. U+0000, which PostgreSQL cannot store, is left out.</summary>
    /// <param name="escaped">What stands between the quotes; its escapes were checked by the JSON reader.</param>
    /// <param name="target">At least as long as <paramref name="escaped"/>.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="FormatException">Half a surrogate pair.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var backslash = escaped.IndexOf((byte)'\\');
            if (backslash < 0)
            {
                escaped.CopyTo(target[written..]);
                return written + escaped.Length;
            }

            escaped[..backslash].CopyTo(target[written..]);
            written += backslash;
            if (escaped[backslash + 1] == 'u')
            {
                var rune = ReadRune(ref escaped, backslash);
                if (rune.Value != 0)
                    written += rune.EncodeToUtf8(target[written..]);
                continue;
            }

            target[written++] = escaped[backslash + 1] switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                var other => other,
            };
            escaped = escaped[(backslash + 2)..];
        }
    }

    static Rune ReadRune(ref ReadOnlySpan<byte> escaped, int at)
    {
        var first = Unit(escaped, at);
        escaped = escaped[(at + 6)..];
        if (!char.IsSurrogate(first))
            return new Rune(first);
        if (escaped.Length >= 6 && escaped[0] == '\\' && escaped[1] == 'u' && Rune.TryCreate(first, Unit(escaped, 0), out var pair))
        {
            escaped = escaped[6..];
            return pair;
        }

        throw new FormatException("Half a surrogate pair.");
    }

    static char Unit(ReadOnlySpan<byte> escaped, int at) =>
        (char)ushort.Parse(escaped.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

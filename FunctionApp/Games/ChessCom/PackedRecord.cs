using System.Buffers;
using System.Runtime.CompilerServices;
using ImportFunctions.Games.Storage;

namespace ImportFunctions.Games.ChessCom;

/// <summary>
/// Writes records without what other columns hold; the database's <c>game_record</c> is the way back. A run of members whose exact bytes
/// the columns tell becomes a member <c>"=":"abc"</c>, a letter for each. What it does not know its way through stays as it is.
/// </summary>
sealed class PackedRecord(PackedPgn pgn, ToldValues told)
{
    const byte Pgn = 1;
    const byte White = 2;
    const byte Black = 3;

    static readonly SearchValues<byte> Flat =
        SearchValues.Create("\":,.-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    static readonly NameTemplate GameNames = new(
        ('l', "\"url\":\""), ((char)Pgn, "\"pgn\":\""), ('c', "\"time_control\":\""), ('n', "\"end_time\":"), ('m', "\"rated\":"),
        ('i', "\"uuid\":\""), ('h', "\"initial_setup\":\""), ('k', "\"time_class\":\""), ('v', "\"rules\":\""),
        ((char)White, "\"white\":{"), ((char)Black, "\"black\":{"), ('u', "\"eco\":\""));

    static readonly NameTemplate WhiteNames = new(
        ('W', "\"rating\":"), ('X', "\"result\":\""), ('A', "\"@id\":\""), ('w', "\"username\":\""));

    static readonly NameTemplate BlackNames = new(
        ('B', "\"rating\":"), ('Y', "\"result\":\""), ('C', "\"@id\":\""), ('b', "\"username\":\""));

    static ReadOnlySpan<byte> Run => "\"=\":\""u8;

    /// <summary>Whether the way back will find its way: the PGN where it looks for it, no run that is not ours, and JSON it can read.</summary>
    public bool CanPack(in ParsedGame game, ReadOnlySpan<byte> record)
    {
        if (!pgn.IsRead || !GameFormat.IsFirst(game.Pgn, "\"pgn\":\""u8, record))
            return false;
        var before = record[..game.Pgn.Start];
        var after = record[(game.Pgn.Start + game.Pgn.Length)..];
        // PostgreSQL refuses some of these escapes, e.g. that of U+0000, wherever in the text they are.
        return pgn.CanPack(game.Pgn.Raw(record)) && before.IndexOf("\\u"u8) < 0 && after.IndexOf("\\u"u8) < 0
            && before.IndexOf(Run) < 0 && after.IndexOf(Run) < 0;
    }

    /// <summary>Writes the packed record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        told.Load(game);
        var names = GameNames;
        var (next, nextInGame) = (0, 0);
        var at = 1;
        var first = true;
        var inRun = false;
        row.Append("{"u8);
        while (at < record.Length)
        {
            // Here a member begins.
            var letter = names.Find(record[at..], ref next, out var value);
            if (letter > Black && Length(record[(at + value - 1)..], told.Of(letter, game, record)) is var length and > 0)
            {
                if (!inRun)
                {
                    row.Append(first ? Run : ",\"=\":\""u8);
                    inRun = true;
                }

                row.Append([letter]);
                at += value + length;
            }
            else
            {
                EndRun(row, ref inRun);
                if (!first)
                    row.Append(","u8);
                if (letter is White or Black)
                {
                    row.Append(record.Slice(at, value));
                    at += value;
                    names = letter == White ? WhiteNames : BlackNames;
                    (next, nextInGame, first) = (0, next, true);
                    continue;
                }

                if (letter == Pgn && at + value == game.Pgn.Start)
                {
                    row.Append(record.Slice(at, value));
                    pgn.Write(game, record, told, row);
                    row.Append("\""u8);
                    at = game.Pgn.Start + game.Pgn.Length + 1;
                }
                else
                {
                    var member = Skip(record[at..]);
                    if (member < 0)
                        break;
                    row.Append(record.Slice(at, member));
                    at += member;
                }
            }

            first = false;
            if (at < record.Length && record[at] == '}' && names != GameNames)
            {
                EndRun(row, ref inRun);
                row.Append("}"u8);
                at++;
                (names, next) = (GameNames, nextInGame);
            }

            if (at >= record.Length || record[at] != ',')
                break;
            at++;
        }

        EndRun(row, ref inRun);
        row.Append(record[at..]);
    }

    static void EndRun(CopyBuffer row, ref bool inRun)
    {
        if (inRun)
            row.Append("\""u8);
        inRun = false;
    }

    // How long a value is, with what closes it, if it is the one that is told. The span begins a byte before it, which may be a quote.
    static int Length(ReadOnlySpan<byte> value, ReadOnlySpan<byte> expected)
    {
        var quoted = value[0] == '"';
        var end = expected.Length + 1;
        if (expected.IsEmpty || value.Length <= end || !value[1..].StartsWith(expected))
            return 0;
        return quoted ? value[end] == '"' ? end : 0 : value[end] is (byte)',' or (byte)'}' ? end - 1 : 0;
    }

    // How long a member is, or -1 where that is not plain to see.
    static int Skip(ReadOnlySpan<byte> member)
    {
        if (member[0] != '"')
            return -1;
        var name = member[1..].IndexOfAny((byte)'"', (byte)'\\') + 1;
        var value = name + 2;
        if (name == 0 || value >= member.Length || member[name] != '"' || member[name + 1] != ':')
            return -1;
        var rest = member[value..];
        switch (rest[0])
        {
            case (byte)'"':
                var quote = rest[1..].IndexOfAny((byte)'"', (byte)'\\') + 1;
                return quote > 0 && rest[quote] == '"' ? value + quote + 1 : -1;
            case (byte)'{':
                var brace = rest.IndexOf((byte)'}');
                return brace > 0 && rest[1..brace].IndexOfAnyExcept(Flat) < 0 ? value + brace + 1 : -1;
            case (byte)'[':
                return -1;
            default:
                var end = rest.IndexOfAny((byte)',', (byte)'}');
                return end < 0 ? -1 : value + end;
        }
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;

namespace ImportFunctions.Games.Storage;

/// <summary>
/// Writes records without what other columns hold; the database's <c>game_record</c> is the way back. A run of members whose exact bytes
/// the columns tell becomes a member <c>"=":"abc"</c>, a letter for each. What it does not know its way through stays as it is, so whether
/// it understands a record matters for the size only.
/// </summary>
/// <param name="names">The names of the outermost object.</param>
abstract class RecordPacker(NameTemplate names)
{
    const int MostDepth = 4;

    static readonly SearchValues<byte> Flat =
        SearchValues.Create("\":,.-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    readonly (NameTemplate Names, int Next)[] _outer = new (NameTemplate, int)[MostDepth];

    /// <summary>What begins a run; a record that has it by itself cannot be packed.</summary>
    protected static ReadOnlySpan<byte> Run => "\"=\":\""u8;

    /// <summary>Whether the way back will find its way.</summary>
    public abstract bool CanPack(in ParsedGame game, ReadOnlySpan<byte> record);

    /// <summary>What the columns tell as the value for a letter; nothing where they do not. Good until the next call.</summary>
    public abstract ReadOnlySpan<byte> Told(byte letter, in ParsedGame game, ReadOnlySpan<byte> record);

    /// <summary>Writes the packed record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(ref ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        Begin(game);
        var inside = names;
        var (next, depth, at, first, inRun) = (0, 0, 1, true, false);
        row.Append("{"u8);
        while (at < record.Length)
        {
            // Here a member begins.
            var name = inside.Find(record[at..], ref next);
            var value = name?.Opening.Length ?? 0;
            if (name is { Inside: null } && Length(record[(at + value - 1)..], Told(name.Letter, game, record)) is var length and > 0)
            {
                if (!inRun)
                    row.Append(first ? Run : ",\"=\":\""u8);
                inRun = true;
                row.Append([name.Letter]);
                at += value + length;
            }
            else
            {
                EndRun(row, ref inRun);
                if (!first)
                    row.Append(","u8);
                if (name is { Inside: { } names } && depth < MostDepth)
                {
                    row.Append(name.Opening);
                    at += value;
                    _outer[depth++] = (inside, next);
                    (inside, next, first) = (names, 0, true);
                    if (at < record.Length && record[at] != '}')
                        continue;
                }
                else if (name is not null && TryWrite(name, at, game, record, row) is var written and > 0)
                {
                    at += written;
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
            while (depth > 0 && at < record.Length && record[at] == '}')
            {
                EndRun(row, ref inRun);
                row.Append("}"u8);
                at++;
                (inside, next) = _outer[--depth];
            }

            if (at >= record.Length || record[at] != ',')
                break;
            at++;
        }

        EndRun(row, ref inRun);
        row.Append(record[at..]);
    }

    /// <summary>Takes the next game.</summary>
    protected virtual void Begin(in ParsedGame game)
    {
    }

    /// <summary>Writes a member in a way of its own.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="game">The game.</param>
    /// <param name="record">Its record.</param>
    /// <param name="row">Where it goes.</param>
    /// <returns>How long it is in the record; 0 when nothing was written.</returns>
    protected virtual int TryWrite(RecordName name, int at, in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row) => 0;

    /// <summary>A text that is in the record as it is in the column.</summary>
    protected static ReadOnlySpan<byte> Plain(scoped in Text text, ReadOnlySpan<byte> record) => text.Escaped ? default : text.Raw(record);

    static void EndRun(CopyBuffer row, ref bool inRun)
    {
        if (inRun)
            row.Append("\""u8);
        inRun = false;
    }

    // How long a value is, with what closes it, if it is the one that is told. The span begins with what opens it, if anything does.
    static int Length(ReadOnlySpan<byte> value, ReadOnlySpan<byte> expected)
    {
        var end = expected.Length + 1;
        if (expected.IsEmpty || value.Length <= end || !value[1..].StartsWith(expected))
            return 0;
        return value[0] switch
        {
            (byte)'"' => value[end] == '"' ? end : 0,
            (byte)'[' => value[end] == ']' ? end : 0,
            _ => value[end] is (byte)',' or (byte)'}' ? end - 1 : 0,
        };
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

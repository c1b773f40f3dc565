using System.Runtime.CompilerServices;
using System.Text;

namespace ImportFunctions.Games.Storage;

/// <summary>
/// Reads one provider's records and writes the table's rows. One instance serves one player's import, one record after the other: a
/// provider may remember what it saw, e.g. the last rating.
/// </summary>
abstract class GameFormat
{
    /// <summary>The table's columns in the order of <see cref="Encode"/>.</summary>
    public const int Columns = 36;

    readonly byte[] _head;

    protected GameFormat(string userId, string platform, Guid runId)
    {
        UserId = Encoding.UTF8.GetBytes(userId);
        // What all rows of an import begin with: the number of columns, user_id, platform, import_id.
        var head = new CopyBuffer(256);
        head.Append([0, Columns]);
        head.Utf8(UserId);
        head.Utf8(Encoding.UTF8.GetBytes(platform));
        head.Utf8(runId.ToByteArray(bigEndian: true));
        _head = head.Written.ToArray();
    }

    /// <summary>The player in lower case.</summary>
    protected byte[] UserId { get; }

    /// <summary>Finds a record's fields.</summary>
    /// <param name="record">One JSON object.</param>
    /// <param name="game">Its fields.</param>
    /// <param name="reason">Why it cannot be understood, a short phrase; null means the bytes are no JSON object at all.</param>
    public abstract bool TryParse(ReadOnlySpan<byte> record, out ParsedGame game, out string? reason);

    /// <summary>Writes a row.</summary>
    /// <param name="game">The fields that <see cref="TryParse"/> found in <paramref name="record"/>.</param>
    /// <param name="record">The same bytes.</param>
    /// <param name="row">Where the row goes; left as it was when the record turns out to be bad.</param>
    /// <exception cref="FormatException">The record holds what is no text or date.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Encode(ref ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        var mark = row.Mark();
        try
        {
            Complete(ref game, record);
            row.Append(_head);
            row.Write(game.Id, record);
            row.Timestamp(game.PlayedAt);
            row.Timestamp(game.EndedAt);
            row.Boolean(game.Rated);
            row.Write(game.Speed, record);
            row.Write(game.Variant, record);
            WriteTimeControl(game, record, row);
            row.Int32(game.InitialSeconds);
            row.Int32(game.IncrementSeconds);
            row.Int32(game.MoveSeconds);
            var color = row.BeginText();
            if (IsUser(game.White, record))
                row.Append("white"u8);
            else if (IsUser(game.Black, record))
                row.Append("black"u8);
            if (row.Since(color).IsEmpty)
                row.NullText(color);
            else
                row.EndText(color);
            row.Utf8(game.Result);
            row.Write(game.Termination, record);
            WritePlayer(game.White, record, row);
            WritePlayer(game.Black, record, row);
            WriteOpening(game, record, row);
            WriteMoves(game, record, row);
            WriteClocks(game, record, row);
            row.Write(game.InitialFen, record);
            WriteUrl(game, record, row);
            WriteRecord(ref game, record, row);
            row.RowDone();
        }
        catch
        {
            row.Rollback(mark);
            throw;
        }
    }

    /// <summary>Last chance to look into the record before its row is written.</summary>
    protected virtual void Complete(ref ParsedGame game, ReadOnlySpan<byte> record)
    {
    }

    /// <summary>Whether a side is the player whose games these are.</summary>
    protected bool IsUser(in ParsedPlayer player, ReadOnlySpan<byte> record)
    {
        var id = player.Id.IsNull ? player.Name : player.Id;
        return !id.IsNull && Ascii.EqualsIgnoreCase(id.Raw(record), UserId);
    }

    /// <summary>
    /// Whether a value is found by looking for its key: the key stands right before it and nowhere earlier, neither in an object inside
    /// the record nor twice.
    /// </summary>
    /// <param name="value">The value without its quotes or brackets.</param>
    /// <param name="key">The key with its quotes and the value's opening quote or bracket.</param>
    /// <param name="record">The whole record.</param>
    public static bool IsFirst(in Text value, ReadOnlySpan<byte> key, ReadOnlySpan<byte> record) =>
        !value.IsNull && value.Start > key.Length && record[..value.Start].IndexOf(key) == value.Start - key.Length;

    /// <summary>Writes <c>time_control</c>.</summary>
    protected abstract void WriteTimeControl(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row);

    /// <summary>Writes <c>eco</c> and <c>opening</c>.</summary>
    protected abstract void WriteOpening(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row);

    /// <summary>Writes <c>moves</c>: SAN separated by blanks.</summary>
    protected abstract void WriteMoves(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row);

    /// <summary>Writes <c>clocks</c>: hundredths of a second separated by blanks, after <see cref="WriteMoves"/>.</summary>
    protected abstract void WriteClocks(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row);

    /// <summary>Writes <c>url</c>.</summary>
    protected abstract void WriteUrl(in ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row);

    /// <summary>Packs this provider's records.</summary>
    protected abstract RecordPacker Packer { get; }

    // raw and raw_form: the record without what the columns before them hold, or all of it.
    void WriteRecord(ref ParsedGame game, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        if (!Packer.CanPack(game, record))
        {
            row.Utf8(record);
            row.Null();
            return;
        }

        var mark = row.BeginText();
        Packer.Write(ref game, record, row);
        row.EndText(mark);
        row.Int16(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void WritePlayer(in ParsedPlayer player, ReadOnlySpan<byte> record, CopyBuffer row)
    {
        row.Write(player.Name, record);
        if (player.Id.IsNull && player.Name.IsNull)
        {
            row.Null();
        }
        else
        {
            var id = row.Mark() + sizeof(int);
            row.Write(player.Id.IsNull ? player.Name : player.Id, record);
            Ascii.ToLowerInPlace(row.Since(id), out _);
        }

        row.Int16(player.AiLevel);
        row.Int32(player.Rating);
        row.Int32(player.Change);
        row.Int32(player.After);
    }
}

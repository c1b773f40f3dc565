using System.Buffers.Binary;
using System.Buffers.Text;

namespace ImportFunctions.Games.Storage;

/// <summary>
/// Rows in PostgreSQL's binary COPY format, written as they are parsed. Npgsql's importer takes values one by one: a string for every text
/// and a call for every column; with some 35 columns that cost more than parsing the game.
/// </summary>
sealed class CopyBuffer
{
    // The rows of a full batch: most are a third longer than the record in them. What is not written to costs no memory.
    const int Capacity = 2 * RecordBatch.FullBytes;

    static readonly long Epoch = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', 0x0A, 0xFF, 0x0D, 0x0A, 0x00];

    byte[] _buffer;
    int _length;

    /// <summary>Room for a batch, or for what is known to be smaller.</summary>
    public CopyBuffer(int capacity = Capacity) => _buffer = GC.AllocateUninitializedArray<byte>(capacity);

    /// <summary>Rows written.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes written.</summary>
    public int Length => _length;

    /// <summary>The whole stream so far.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Forgets everything and begins a new stream.</summary>
    public void Begin()
    {
        if (_buffer.Length > Capacity)
            _buffer = GC.AllocateUninitializedArray<byte>(Capacity);
        _length = 0;
        Rows = 0;
        Append(Signature);
        Append([0, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// <summary>Ends the stream.</summary>
    public void End() => Append([0xFF, 0xFF]);

    /// <summary>Where the next row begins, for <see cref="Rollback"/>.</summary>
    public int Mark() => _length;

    /// <summary>Takes a row back that could not be written to its end.</summary>
    public void Rollback(int mark) => _length = mark;

    /// <summary>Counts a complete row.</summary>
    public void RowDone() => Rows++;

    /// <summary>Bytes that are encoded already.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>A null.</summary>
    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    /// <summary>An integer column.</summary>
    public void Int32(int? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }

        var target = Take(8);
        BinaryPrimitives.WriteInt32BigEndian(target, 4);
        BinaryPrimitives.WriteInt32BigEndian(target[4..], number);
    }

    /// <summary>A smallint column.</summary>
    public void Int16(int? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }

        var target = Take(6);
        BinaryPrimitives.WriteInt32BigEndian(target, 2);
        BinaryPrimitives.WriteInt16BigEndian(target[4..], (short)Math.Clamp(number, short.MinValue, short.MaxValue));
    }

    /// <summary>A boolean column.</summary>
    public void Boolean(bool value)
    {
        var target = Take(5);
        BinaryPrimitives.WriteInt32BigEndian(target, 1);
        target[4] = value ? (byte)1 : (byte)0;
    }

    /// <summary>A timestamptz column from milliseconds since 1970.</summary>
    public void Timestamp(long? milliseconds)
    {
        if (milliseconds is not { } value)
        {
            Null();
            return;
        }

        var target = Take(12);
        BinaryPrimitives.WriteInt32BigEndian(target, 8);
        BinaryPrimitives.WriteInt64BigEndian(target[4..], (value - Epoch) * 1000);
    }

    /// <summary>A text column from bytes that need no decoding.</summary>
    public void Utf8(ReadOnlySpan<byte> value)
    {
        var target = Take(4 + value.Length);
        BinaryPrimitives.WriteInt32BigEndian(target, value.Length);
        value.CopyTo(target[4..]);
    }

    /// <summary>A text column from a piece of the record.</summary>
    /// <exception cref="FormatException">The escapes are no text.</exception>
    public void Write(in Text text, ReadOnlySpan<byte> record)
    {
        if (text.IsNull)
        {
            Null();
        }
        else if (text.Escaped)
        {
            var length = BeginText();
            var raw = text.Raw(record);
            _length += JsonText.Unescape(raw, Room(raw.Length));
            EndText(length);
        }
        else
        {
            Utf8(text.Raw(record));
        }
    }

    /// <summary>Begins a text column that is written piece by piece.</summary>
    public int BeginText()
    {
        Take(4);
        return _length;
    }

    /// <summary>Room for text that is written in place; what was written counts with <see cref="Advance"/>.</summary>
    public Span<byte> Free(int count) => Room(count)[..count];

    /// <summary>Counts bytes that were written into <see cref="Free"/>.</summary>
    public void Advance(int count) => _length += count;

    /// <summary>A number inside a text column.</summary>
    public void Number(int value)
    {
        Utf8Formatter.TryFormat(value, Room(11), out var written);
        _length += written;
    }

    /// <summary>Ends the text column that began at the mark.</summary>
    public void EndText(int mark) => BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(mark - 4), _length - mark);

    /// <summary>Turns the text column that began at the mark into a null.</summary>
    public void NullText(int mark)
    {
        _length = mark;
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(mark - 4), -1);
    }

    /// <summary>The bytes written since a mark, e.g. to change their case.</summary>
    public Span<byte> Since(int mark) => _buffer.AsSpan(mark, _length - mark);

    Span<byte> Take(int count)
    {
        var span = Room(count)[..count];
        _length += count;
        return span;
    }

    Span<byte> Room(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(_buffer.Length * 2, _length + count));
            Buffer.BlockCopy(_buffer, 0, larger, 0, _length);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }
}

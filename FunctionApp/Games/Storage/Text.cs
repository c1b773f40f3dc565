namespace ImportFunctions.Games.Storage;

/// <summary>A piece of a record's own bytes, still JSON-escaped, or a constant. The default is no text at all.</summary>
readonly struct Text
{
    // There are many of these in memory at a time: length and flag share a number, in which 0 means no text.
    readonly byte[]? _constant;
    readonly int _start;
    readonly int _lengthAndFlag;

    /// <summary>A piece of the record.</summary>
    public Text(int start, int length, bool escaped)
    {
        _start = start;
        _lengthAndFlag = ((length + 1) << 1) | (escaped ? 1 : 0);
    }

    /// <summary>A text of ours.</summary>
    public Text(byte[] constant)
    {
        _constant = constant;
        _lengthAndFlag = (constant.Length + 1) << 1;
    }

    /// <summary>Whether JSON escapes are in it.</summary>
    public bool Escaped => (_lengthAndFlag & 1) != 0;

    /// <summary>Where a piece of the record begins in it.</summary>
    public int Start => _start;

    /// <summary>How many bytes it has, escapes untouched.</summary>
    public int Length => IsNull ? 0 : (_lengthAndFlag >> 1) - 1;

    /// <summary>Whether there is no text.</summary>
    public bool IsNull => _lengthAndFlag == 0;

    /// <summary>The bytes, escapes untouched.</summary>
    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> record) =>
        _constant is { } constant ? constant : IsNull ? default : record.Slice(_start, Length);
}

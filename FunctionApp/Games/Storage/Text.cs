namespace ImportFunctions.Games.Storage;

/// <summary>A text of a record: a piece of the record's own bytes, still JSON-escaped, or a constant. The default is no text at all.</summary>
readonly struct Text
{
    readonly int _start;
    readonly int _lengthAndOne;

    /// <summary>A piece of the record.</summary>
    public Text(int start, int length, bool escaped)
    {
        _start = start;
        _lengthAndOne = length + 1;
        Escaped = escaped;
    }

    /// <summary>A text of ours.</summary>
    public Text(byte[] constant)
    {
        Constant = constant;
        _lengthAndOne = constant.Length + 1;
    }

    /// <summary>The bytes of a constant.</summary>
    public byte[]? Constant { get; }

    /// <summary>Whether JSON escapes are in it.</summary>
    public bool Escaped { get; }

    /// <summary>Whether there is no text.</summary>
    public bool IsNull => _lengthAndOne == 0;

    /// <summary>The bytes, escapes untouched.</summary>
    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> record) =>
        Constant is { } constant ? constant : IsNull ? default : record.Slice(_start, _lengthAndOne - 1);
}

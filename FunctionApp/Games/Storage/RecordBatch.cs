namespace ImportFunctions.Games.Storage;

/// <summary>Parsed records with their bytes, and what is to be committed with them.</summary>
sealed class RecordBatch
{
    /// <summary>A batch with so many bytes is full; only a record that is longer than the rest of the buffer makes it grow.</summary>
    public const int FullBytes = 768 * 1024;

    const int Capacity = FullBytes + (64 * 1024);

    byte[] _data = GC.AllocateUninitializedArray<byte>(Capacity);
    Entry[] _entries = new Entry[256];

    /// <summary>Records in it.</summary>
    public int Count { get; private set; }

    /// <summary>Their bytes together.</summary>
    public int Bytes { get; private set; }

    /// <summary>What commits with them.</summary>
    public CommitFacts Facts { get; private set; } = new();

    /// <summary>Told when the batch was committed; null unless somebody waits for it.</summary>
    public TaskCompletionSource? Committed { get; set; }

    /// <summary>When its first record came, <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Since { get; set; }

    /// <summary>A record's fields.</summary>
    public ref ParsedGame Game(int index) => ref _entries[index].Game;

    /// <summary>A record's bytes.</summary>
    public ReadOnlySpan<byte> Record(int index) => _data.AsSpan(_entries[index].Start, _entries[index].Length);

    /// <summary>Parses a record and keeps it if it is a game.</summary>
    public bool TryAdd(GameFormat format, ReadOnlySpan<byte> record, out string? reason)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        ref var entry = ref _entries[Count];
        if (!format.TryParse(record, out entry.Game, out reason))
            return false;
        if (_data.Length - Bytes < record.Length)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Bytes + record.Length);
            Buffer.BlockCopy(_data, 0, larger, 0, Bytes);
            _data = larger;
        }

        record.CopyTo(_data.AsSpan(Bytes));
        (entry.Start, entry.Length) = (Bytes, record.Length);
        Bytes += record.Length;
        Count++;
        return true;
    }

    /// <summary>Takes the last record back.</summary>
    public void RemoveLast()
    {
        Count--;
        Bytes = _entries[Count].Start;
    }

    /// <summary>Takes the facts out, to outlive the records.</summary>
    public CommitFacts TakeFacts()
    {
        var facts = Facts;
        Facts = new CommitFacts();
        return facts;
    }

    /// <summary>Empties it for the next use.</summary>
    public void Clear()
    {
        Count = Bytes = 0;
        Facts.Clear();
        Committed = null;
        if (_data.Length > Capacity)
            _data = GC.AllocateUninitializedArray<byte>(Capacity);
    }

    struct Entry
    {
        public ParsedGame Game;
        public int Start;
        public int Length;
    }
}

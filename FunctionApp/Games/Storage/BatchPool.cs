using System.Collections.Concurrent;

namespace ImportFunctions.Games.Storage;

/// <summary>Keeps the buffers of finished pages for the next ones: new ones for every page would be megabytes of garbage.</summary>
sealed class BatchPool
{
    // What three pages use.
    const int MostIdle = 9;

    readonly ConcurrentBag<RecordBatch> _batches = [];
    readonly ConcurrentBag<CopyBuffer> _rows = [];

    /// <summary>An empty batch.</summary>
    public RecordBatch RentBatch() => _batches.TryTake(out var batch) ? batch : new RecordBatch();

    /// <summary>A buffer to begin rows in.</summary>
    public CopyBuffer RentRows() => _rows.TryTake(out var rows) ? rows : new CopyBuffer();

    /// <summary>Takes a batch back.</summary>
    public void Return(RecordBatch batch)
    {
        batch.Clear();
        if (_batches.Count < MostIdle)
            _batches.Add(batch);
    }

    /// <summary>Takes a buffer back.</summary>
    public void Return(CopyBuffer rows)
    {
        if (_rows.Count < MostIdle)
            _rows.Add(rows);
    }
}

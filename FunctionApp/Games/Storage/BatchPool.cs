using System.Collections.Concurrent;

namespace ImportFunctions.Games.Storage;

/// <summary>
/// Keeps the buffers of finished pages for the next ones. They grow to a batch's size while they are filled for the first time; growing
/// them anew for every page would leave megabytes of garbage behind each.
/// </summary>
sealed class BatchPool : IDisposable
{
    const int MostIdle = 12;

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
        else
            batch.Dispose();
    }

    /// <summary>Takes a buffer back.</summary>
    public void Return(CopyBuffer rows)
    {
        if (_rows.Count < MostIdle)
            _rows.Add(rows);
        else
            rows.Dispose();
    }

    public void Dispose()
    {
        while (_batches.TryTake(out var batch))
            batch.Dispose();
        while (_rows.TryTake(out var rows))
            rows.Dispose();
    }
}

using System.Text;
using System.Threading.Channels;
using NpgsqlTypes;

namespace ImportFunctions.Games.Storage;

/// <summary>
/// The way of a page's records into the table in four stages that overlap: the caller receives and parses, a second task checks what
/// exists and builds rows, a third inserts, two batches at a time on a connection each, and a fourth commits them in their order. Each hands
/// over one batch at a time, so memory is bounded by a few batches whatever the page's length.
/// </summary>
sealed class ImportPipeline : IAsyncDisposable
{
    // A batch is closed by whichever comes first: games (setting), bytes, or age, so that a slow stream commits as it goes.
    static readonly TimeSpan MostAge = TimeSpan.FromSeconds(1);

    readonly GameStore _store;
    readonly BatchPool _pool;
    readonly GameFormat _format;
    readonly ImportTarget _target;
    readonly int _batchSize;
    readonly TimeProvider _time;
    readonly CancellationTokenSource _cancellation;
    readonly Channel<RecordBatch> _parsed = Channel.CreateBounded<RecordBatch>(1);
    readonly Channel<EncodedBatch> _encoded = Channel.CreateBounded<EncodedBatch>(1);
    readonly Channel<RecordBatch> _freeBatches = Channel.CreateUnbounded<RecordBatch>();
    readonly Channel<CopyBuffer> _freeRows = Channel.CreateUnbounded<CopyBuffer>();
    readonly Task _encoding;
    readonly Task _inserting;
    RecordBatch _current;
    volatile bool _checkExisting;
    bool _flushed = true;
    int _inFlight;
    int _imported;
    int _duplicate;
    int _skipped;
    int _filtered;

    public ImportPipeline(
        GameStore store, GameFormat format, ImportTarget target, ImportSettings settings, bool checkExisting, TimeProvider time,
        CancellationToken cancellation)
    {
        _pool = store.Pool;
        _current = _pool.RentBatch();
        (_store, _format, _target, _batchSize, _checkExisting, _time) = (store, format, target, settings.BatchSize, checkExisting, time);
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _freeBatches.Writer.TryWrite(_pool.RentBatch());
        for (var i = 0; i < 3; i++)
            _freeRows.Writer.TryWrite(_pool.RentRows());

        _store.Enter();
        _encoding = Task.Run(() => GuardAsync(EncodeAsync), CancellationToken.None);
        _inserting = Task.Run(() => GuardAsync(InsertAsync), CancellationToken.None);
    }

    /// <summary>New games committed so far.</summary>
    public int Imported => Volatile.Read(ref _imported);

    /// <summary>Games found in the table so far.</summary>
    public int Duplicate => Volatile.Read(ref _duplicate);

    /// <summary>Records left out so far.</summary>
    public int Skipped => Volatile.Read(ref _skipped);

    /// <summary>Games that the filters left out so far.</summary>
    public int Filtered => Volatile.Read(ref _filtered);

    /// <summary>Games that were added and not committed yet: any of them may turn out to be new.</summary>
    public int InFlight => Volatile.Read(ref _inFlight) + _current.Count;

    /// <summary>The run's counters after the last commit; null before the first.</summary>
    public RunCounters? Totals { get; private set; }

    /// <summary>The player's complete stretches after the last commit, oldest first; null before the first.</summary>
    public IReadOnlyList<NpgsqlRange<long>>? Covered { get; private set; }

    /// <summary>What commits with the games added last.</summary>
    public CommitFacts Facts => _current.Facts;

    /// <summary>Whether it is time for <see cref="SendAsync"/>.</summary>
    public bool IsDue => _current.Count >= _batchSize || _current.Bytes >= RecordBatch.FullBytes
        || (_current.Count > 0 && _time.GetElapsedTime(_current.Since) > MostAge);

    /// <summary>Adds a record.</summary>
    /// <param name="record">One JSON object.</param>
    /// <param name="playedAt">When the game was played, milliseconds since 1970.</param>
    /// <param name="reason">Why it is none; null: the bytes are no JSON object.</param>
    public bool TryAdd(ReadOnlySpan<byte> record, out long playedAt, out string? reason)
    {
        if (!_current.TryAdd(_format, record, out reason))
        {
            playedAt = 0;
            return false;
        }

        if (_current.Count == 1)
            _current.Since = _time.GetTimestamp();
        playedAt = _current.Game(_current.Count - 1).PlayedAt;
        return true;
    }

    /// <summary>The id of the game added last.</summary>
    public ReadOnlySpan<byte> LastId => _current.Game(_current.Count - 1).Id.Raw(_current.Record(_current.Count - 1));

    /// <summary>Whether the filters keep the game added last; if not it is taken back.</summary>
    public bool KeepsLast()
    {
        if (_target.Matcher is not { } matcher || matcher.Matches(_current.Game(_current.Count - 1), _current.Record(_current.Count - 1)))
            return true;
        _current.RemoveLast();
        return false;
    }

    /// <summary>Takes the game added last back.</summary>
    public void RemoveLast() => _current.RemoveLast();

    /// <summary>Hands the current batch over; waits while the stages behind are busy.</summary>
    public async ValueTask SendAsync()
    {
        if (_current.Count == 0 && _current.Facts.IsEmpty && _current.Committed is null)
            return;
        try
        {
            Interlocked.Add(ref _inFlight, _current.Count);
            await _parsed.Writer.WriteAsync(_current, _cancellation.Token);
            _current = await _freeBatches.Reader.ReadAsync(_cancellation.Token);
        }
        catch (Exception exception) when (exception is ChannelClosedException or OperationCanceledException)
        {
            await ThrowFaultAsync();
            throw;
        }
    }

    /// <summary>Hands everything over and waits until it is committed.</summary>
    public async Task DrainAsync()
    {
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _current.Committed = committed;
        await SendAsync();
        try
        {
            await committed.Task.WaitAsync(_cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            await ThrowFaultAsync();
            throw;
        }
    }

    /// <summary>Counts what was committed outside of the stages.</summary>
    public void Count(BatchOutcome outcome)
    {
        Interlocked.Add(ref _imported, outcome.Imported);
        Interlocked.Add(ref _duplicate, outcome.Duplicate);
        Interlocked.Add(ref _skipped, outcome.Skipped);
        Interlocked.Add(ref _filtered, outcome.Filtered);
        Totals = outcome.Totals ?? Totals;
        Covered = outcome.Covered ?? Covered;
    }

    public async ValueTask DisposeAsync()
    {
        _parsed.Writer.TryComplete();
        await _cancellation.CancelAsync();
        await Task.WhenAll(_encoding, _inserting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _store.Leave();
        // A batch that was sent while the page was stopped is still the current one: returned twice, it would be lent to two pages.
        HashSet<RecordBatch> batches = [_current];
        while (_parsed.Reader.TryRead(out var batch))
            batches.Add(batch);
        while (_freeBatches.Reader.TryRead(out var batch))
            batches.Add(batch);
        foreach (var batch in batches)
            _pool.Return(batch);
        while (_encoded.Reader.TryRead(out var encoded))
            _pool.Return(encoded.Rows);
        while (_freeRows.Reader.TryRead(out var rows))
            _pool.Return(rows);
        _cancellation.Dispose();
    }

    async Task EncodeAsync()
    {
        await foreach (var batch in _parsed.Reader.ReadAllAsync(_cancellation.Token))
        {
            var rows = await _freeRows.Reader.ReadAsync(_cancellation.Token);
            var existing = _checkExisting && batch.Count > 0 ? await ExistingAsync(batch) : null;
            var (above, keys) = Encode(batch, rows, existing);
            var encoded = new EncodedBatch(rows, above, keys, batch.TakeFacts(), batch.Count, batch.Committed);
            batch.Clear();
            _freeBatches.Writer.TryWrite(batch);
            await _encoded.Writer.WriteAsync(encoded, _cancellation.Token);
        }

        _encoded.Writer.TryComplete();
    }

    async Task<bool?[]> ExistingAsync(RecordBatch batch)
    {
        var ids = new string[batch.Count];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = Encoding.UTF8.GetString(batch.Game(i).Id.Raw(batch.Record(i)));
        var existing = await _store.ExistingAsync(_target, ids, _cancellation.Token);
        // Beyond the last known game the check would only cost: a conflict switches it on again.
        if (!Array.Exists(existing, static known => known.HasValue))
            _checkExisting = false;
        return existing;
    }

    (int Above, HashSet<int> Keys) Encode(RecordBatch batch, CopyBuffer rows, bool?[]? existing)
    {
        var above = 0;
        var keys = new HashSet<int>(batch.Count);
        rows.Begin();
        for (var i = 0; i < batch.Count; i++)
        {
            ref var game = ref batch.Game(i);
            var record = batch.Record(i);
            if (existing?[i] is { } own)
            {
                if (!own)
                    batch.Facts.Duplicates++;
                continue;
            }

            try
            {
                _format.Encode(ref game, record, rows);
                var key = default(HashCode);
                key.AddBytes(game.Id.Raw(record));
                keys.Add(key.ToHashCode());
                if (game.PlayedAt >= _target.FoundFloor)
                    above++;
            }
            catch (FormatException)
            {
                batch.Facts.Skip("invalid text");
            }
        }

        rows.End();
        return (above, keys);
    }

    async Task InsertAsync()
    {
        var (older, newer) = (Task.CompletedTask, Task.CompletedTask);
        Task copied = Task.CompletedTask;
        HashSet<int> copying = [];
        try
        {
            await foreach (var encoded in _encoded.Reader.ReadAllAsync(_cancellation.Token))
            {
                await older;
                // Of two batches at the same time neither may wait for a game that the other one has: they commit in their order.
                if (!_store.MayInsertTwo || encoded.Keys.Overlaps(copying))
                    await copied.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var copy = CopyAsync(encoded);
                var before = newer;
                (older, newer) = (newer, GuardAsync(() => FinishAsync(encoded, copy, before)));
                (copied, copying) = (copy, encoded.Keys);
            }

            await older;
            await newer;
        }
        catch (Exception exception)
        {
            await Task.WhenAll(older, newer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // A batch that failed stops everything else, and is the reason to be told.
            if (exception is OperationCanceledException && (older.IsFaulted || newer.IsFaulted))
                await (older.IsFaulted ? older : newer);
            throw;
        }
    }

    async Task<CopiedBatch?> CopyAsync(EncodedBatch encoded)
    {
        var copied = encoded.Rows.Rows > 0 || !encoded.Facts.IsEmpty
            ? await _store.CopyAsync(_target, encoded.Rows, encoded.Above, _cancellation.Token)
            : null;
        _freeRows.Writer.TryWrite(encoded.Rows);
        if (copied is { Conflicted: true })
            _checkExisting = true;
        return copied;
    }

    async Task FinishAsync(EncodedBatch encoded, Task<CopiedBatch?> copy, Task before)
    {
        await using var copied = await copy;
        await before;
        await CommitAsync(encoded, copied);
    }

    async Task CommitAsync(EncodedBatch encoded, CopiedBatch? copied)
    {
        // A page says what it did after it was drained, so what it says is on disk.
        var flush = encoded.Committed is not null;
        if (copied is not null)
        {
            Count(await copied.CommitAsync(_target, encoded.Facts, flush, _cancellation.Token));
            _flushed = flush;
        }
        else if (flush && !_flushed)
        {
            await _store.FlushAsync(_target.RunId, _cancellation.Token);
            _flushed = true;
        }

        Interlocked.Add(ref _inFlight, -encoded.Count);
        encoded.Committed?.TrySetResult();
    }

    async Task GuardAsync(Func<Task> stage)
    {
        try
        {
            await stage();
        }
        catch
        {
            // The other stages must not wait for one that has died.
            await _cancellation.CancelAsync();
            throw;
        }
    }

    async Task ThrowFaultAsync()
    {
        await Task.WhenAll(_encoding, _inserting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var stage in (Task[])[_encoding, _inserting])
        {
            if (stage.IsFaulted)
                await stage;
        }
    }
}

namespace ImportFunctions.Http;

/// <summary>
/// The requests that this process is answering right now. Imports give way to them: a page's rows are seconds of work that nobody watches
/// batch by batch, while somebody waits for each answer.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class ForegroundRequests(TimeProvider time)
{
    const int Crowd = 5;

    static readonly TimeSpan CrowdWithin = TimeSpan.FromMilliseconds(100);

    // Several times what a request takes; with requests all the time an import still writes some batches a second.
    static readonly TimeSpan WaitAtMost = TimeSpan.FromMilliseconds(100);

    // A batch that hangs must not hold up those of other imports for good.
    static readonly TimeSpan WaitForTurnAtMost = TimeSpan.FromSeconds(1);

    // One piece of work takes a processor for some milliseconds; much of what it feeds on, receiving and parsing, takes another.
    const int Restraint = 3;

    static readonly TimeSpan PauseAtMost = TimeSpan.FromMilliseconds(250);

    readonly Lock _lock = new();
    readonly SemaphoreSlim _turn = new(1);
    readonly long[] _latest = new long[Crowd];
    TaskCompletionSource? _idle;
    int _requests;
    long _count;

    /// <summary>Notes a request.</summary>
    /// <returns>Disposed of when it is answered.</returns>
    public IDisposable Enter()
    {
        lock (_lock)
        {
            _latest[_count++ % Crowd] = time.GetTimestamp();
            if (_requests++ == 0)
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new Request(this);
    }

    /// <summary>
    /// Waits until no request is being answered, but not long: many requests slow imports down and never stop them. When requests come one
    /// upon another, the pieces of work also wait for each other, and between two of them is a pause three times as long as the first took:
    /// several at once would take all processors just when the next request comes.
    /// </summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Disposed of when the piece of work is done.</returns>
    public async ValueTask<IDisposable?> GiveWayAsync(CancellationToken cancellation)
    {
        var turn = IsCrowded() && await _turn.WaitAsync(WaitForTurnAtMost, cancellation) ? new Turn(this) : null;
        try
        {
            Task? idle;
            lock (_lock)
                idle = _idle?.Task;
            if (idle is not null)
                await idle.WaitAsync(WaitAtMost, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            turn?.Begin(time.GetTimestamp());
            return turn;
        }
        catch
        {
            turn?.Dispose();
            throw;
        }
    }

    bool IsCrowded()
    {
        lock (_lock)
            return _count >= Crowd && time.GetElapsedTime(_latest[_count % Crowd]) < CrowdWithin;
    }

    void Leave()
    {
        lock (_lock)
        {
            if (--_requests > 0)
                return;
            _idle!.SetResult();
            _idle = null;
        }
    }

    async Task EndTurnAsync(long? began)
    {
        if (began is { } timestamp)
            await Task.Delay(time.GetElapsedTime(timestamp) * Restraint is var pause && pause < PauseAtMost ? pause : PauseAtMost, time);
        _turn.Release();
    }

    sealed class Request(ForegroundRequests requests) : IDisposable
    {
        int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                requests.Leave();
        }
    }

    sealed class Turn(ForegroundRequests requests) : IDisposable
    {
        long? _began;
        int _ended;

        public void Begin(long timestamp) => _began = timestamp;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                _ = requests.EndTurnAsync(_began);
        }
    }
}

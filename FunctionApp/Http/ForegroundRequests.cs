namespace ImportFunctions.Http;

/// <summary>
/// The requests that this process is answering right now. Imports give way to them: a page's rows are seconds of work that nobody watches
/// batch by batch, while somebody waits for each answer.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class ForegroundRequests(TimeProvider time)
{
    readonly Lock _lock = new();
    TaskCompletionSource? _idle;
    int _requests;

    /// <summary>Notes a request.</summary>
    /// <returns>Disposed of when it is answered.</returns>
    public IDisposable Enter()
    {
        lock (_lock)
        {
            if (_requests++ == 0)
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return new Request(this);
    }

    /// <summary>Waits until no request is being answered.</summary>
    /// <param name="atMost">Goes on after this long all the same, so that many requests slow an import down but never stop it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>When it is time to go on.</returns>
    public async ValueTask GiveWayAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        Task? idle;
        lock (_lock)
            idle = _idle?.Task;
        if (idle is not null)
            await idle.WaitAsync(atMost, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
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

    sealed class Request(ForegroundRequests requests) : IDisposable
    {
        int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                requests.Leave();
        }
    }
}

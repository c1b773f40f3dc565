namespace ImportFunctions.Games;

/// <summary>One page's watch for the end of its import.</summary>
public sealed class RunStop : IAsyncDisposable
{
    readonly CancellationTokenSource _done = new();
    readonly CancellationTokenSource _stop;
    readonly Action<RunStop> _forget;
    volatile bool _requested;

    internal RunStop(CancellationToken cancellation, Action<RunStop> forget)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _forget = forget;
    }

    /// <summary>Cancelled when the page is to stop, for this or any other reason.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Whether the page is to stop because its import is to end.</summary>
    public bool StopRequested => _requested;

    internal CancellationToken Done => _done.Token;

    internal Task Looking { get; set; } = Task.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _forget(this);
        await _done.CancelAsync();
        await Looking;
        _done.Dispose();
        _stop.Dispose();
    }

    internal void Request()
    {
        _requested = true;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The page ended in the meantime.
        }
    }
}

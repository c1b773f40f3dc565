using System.Buffers;

namespace ImportFunctions.Games.Http;

/// <summary>
/// A window over a body that is being received: at most one piece of it is in memory. Whoever reads looks at <see cref="Unread"/>, consumes
/// from its front, and asks for more when a record is not complete.
/// </summary>
sealed class BodyReader(Stream body, TimeSpan stallTimeout, CancellationToken cancellation) : IDisposable
{
    /// <summary>A record longer than this is no game.</summary>
    public const int LongestRecord = 4 * 1024 * 1024;

    const int MostReadsBehindTheEnd = 4;

    static readonly TimeSpan WaitForTheEnd = TimeSpan.FromSeconds(1);

    byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    int _start;
    int _end;
    CancellationTokenSource _stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

    /// <summary>What was received and not consumed yet.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether the body has ended in good order.</summary>
    public bool Ended { get; private set; }

    /// <summary>Drops bytes from the front.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Waits for more bytes behind <see cref="Unread"/>.</summary>
    /// <returns>False at the end of the body.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="TimeoutException">Nothing came for too long.</exception>
    /// <exception cref="InvalidDataException">A single record is larger than <see cref="LongestRecord"/>.</exception>
    public ValueTask<bool> MoreAsync() => MoreAsync(stallTimeout);

    /// <summary>
    /// Reads what is behind the last record, or a chunked body's end: only then is the connection used again. Whatever happens there does
    /// not matter, and it is not waited for long.
    /// </summary>
    public async ValueTask FinishAsync()
    {
        try
        {
            for (var reads = 0; reads < MostReadsBehindTheEnd; reads++)
            {
                Consume(Unread.Length);
                if (!await MoreAsync(WaitForTheEnd))
                    break;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever broke, a decompressor's check of its end included: all records were there.
        }
    }

    public void Dispose()
    {
        _stall.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    async ValueTask<bool> MoreAsync(TimeSpan timeout)
    {
        if (Ended)
            return false;
        MakeRoom();
        var read = 0;
        try
        {
            var pending = body.ReadAsync(_buffer.AsMemory(_end), _stall.Token);
            if (pending.IsCompleted)
            {
                read = await pending;
            }
            else
            {
                _stall.CancelAfter(timeout);
                read = await pending;
                // A source that cannot be reset has fired after the bytes came: the next read gets a new one.
                if (!_stall.IsCancellationRequested)
                {
                    _stall.CancelAfter(Timeout.InfiniteTimeSpan);
                }
                else
                {
                    _stall.Dispose();
                    _stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("No byte came for too long.");
        }
        catch (HttpRequestException exception)
        {
            throw new IOException("The connection broke.", exception);
        }

        Ended = read == 0;
        _end += read;
        return read > 0;
    }

    void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length && _start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        if (_end < _buffer.Length)
            return;
        if (_buffer.Length >= LongestRecord)
            throw new InvalidDataException($"A record is longer than {LongestRecord} bytes.");
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Buffer.BlockCopy(_buffer, 0, larger, 0, _end);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

using System.Net;
using System.Net.Sockets;

namespace FaultHarness.Faults;

/// <summary>Stands between one process and PostgreSQL, and lets connections through, hang or break.</summary>
sealed class TcpProxy : IAsyncDisposable
{
    readonly Lock _gate = new();
    readonly List<ProxiedConnection> _connections = [];
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stopping = new();
    readonly int _serverPort;
    readonly Task _accepting;
    TaskCompletionSource? _stalled;
    long _bytesUntilCut = -1;
    bool _cutBeforeAnswer;

    public TcpProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Faults that were asked for and have happened.</summary>
    public int Cuts { get; private set; }

    /// <summary>Breaks all connections with a reset.</summary>
    public void Cut()
    {
        List<ProxiedConnection> connections;
        lock (_gate)
        {
            connections = [.. _connections];
            _connections.Clear();
            _bytesUntilCut = -1;
            _cutBeforeAnswer = false;
            Cuts++;
        }

        foreach (var connection in connections)
        {
            connection.Reset();
        }
    }

    /// <summary>Breaks all connections after so many more bytes to the server: in the middle of a message.</summary>
    public void CutAfter(long bytes)
    {
        lock (_gate)
        {
            _bytesUntilCut = bytes;
        }
    }

    /// <summary>Passes the next request of some size on whole and breaks all connections before its answer.</summary>
    public void CutBeforeAnswer()
    {
        lock (_gate)
        {
            _cutBeforeAnswer = true;
        }
    }

    /// <summary>Lets nothing through any more, in either direction, on old connections and new ones.</summary>
    public void Stall()
    {
        lock (_gate)
        {
            _stalled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Ends every fault.</summary>
    public void Heal()
    {
        TaskCompletionSource? stalled;
        lock (_gate)
        {
            (stalled, _stalled) = (_stalled, null);
            _bytesUntilCut = -1;
            _cutBeforeAnswer = false;
        }

        stalled?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        Heal();
        Cut();
        await _accepting;
        _stopping.Dispose();
    }

    /// <summary>Called with a chunk on its way to the server.</summary>
    /// <returns>How much of it to pass on, and whether to break everything then, and how long after.</returns>
    internal (int Forward, TimeSpan? CutIn) OnRequest(int length)
    {
        // Heartbeats are shorter; what is meant is a commit.
        const int Commit = 300;
        lock (_gate)
        {
            if (_cutBeforeAnswer && length >= Commit)
            {
                return (length, TimeSpan.FromMilliseconds(Random.Shared.Next(0, 30)));
            }

            if (_bytesUntilCut >= 0)
            {
                if (length >= _bytesUntilCut)
                {
                    return ((int)_bytesUntilCut, TimeSpan.Zero);
                }

                _bytesUntilCut -= length;
            }

            return (length, null);
        }
    }

    internal Task FlowAsync()
    {
        lock (_gate)
        {
            return _stalled?.Task ?? Task.CompletedTask;
        }
    }

    internal void Forget(ProxiedConnection connection)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }

    async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stopping.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            var connection = new ProxiedConnection(this, client);
            lock (_gate)
            {
                _connections.Add(connection);
            }

            _ = connection.RunAsync(_serverPort);
        }
    }
}

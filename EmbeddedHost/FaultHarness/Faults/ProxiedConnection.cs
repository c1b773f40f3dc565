using System.Net;
using System.Net.Sockets;

namespace FaultHarness.Faults;

/// <summary>One connection through a <see cref="TcpProxy"/>.</summary>
sealed class ProxiedConnection(TcpProxy proxy, Socket client)
{
    readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    volatile bool _withholdAnswers;

    public async Task RunAsync(int serverPort)
    {
        client.NoDelay = true;
        try
        {
            await proxy.FlowAsync();
            await _server.ConnectAsync(IPAddress.Loopback, serverPort);
            var requests = PumpAsync(client, _server, true);
            var answers = PumpAsync(_server, client, false);
            await Task.WhenAny(requests, answers);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server is away: as if it had refused the connection itself.
        }

        Reset();
        proxy.Forget(this);
    }

    public void Reset()
    {
        Close(client);
        Close(_server);
    }

    static void Close(Socket socket)
    {
        try
        {
            // Without lingering, closing is a reset.
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }
    }

    async Task PumpAsync(Socket from, Socket to, bool isRequest)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (true)
            {
                var length = await from.ReceiveAsync(buffer);
                if (length == 0)
                {
                    return;
                }

                await proxy.FlowAsync();
                if (!isRequest)
                {
                    if (!_withholdAnswers)
                    {
                        await SendAsync(to, buffer.AsMemory(0, length));
                    }

                    continue;
                }

                var (forward, cutIn) = proxy.OnRequest(length);
                _withholdAnswers |= cutIn is not null;
                await SendAsync(to, buffer.AsMemory(0, forward));
                if (cutIn is { } delay)
                {
                    await Task.Delay(delay);
                    proxy.Cut();
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone; so is the connection.
        }
    }

    static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes)..];
        }
    }
}

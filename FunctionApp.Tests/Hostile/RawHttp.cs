using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ImportFunctions.Tests.Hostile;

/// <summary>An answer as it came, without a client's help or hindrance.</summary>
/// <param name="Status">The status code.</param>
/// <param name="ContentType">The content type; empty when there is none.</param>
/// <param name="Body">The body.</param>
sealed record RawAnswer(int Status, string ContentType, string Body)
{
    /// <summary>The problem's <c>field</c>; null when it names none.</summary>
    public string? Field => ContentType.StartsWith("application/problem+json", StringComparison.Ordinal)
        && JsonDocument.Parse(Body).RootElement.TryGetProperty("field", out var named)
        ? named.GetString()
        : null;
}

/// <summary>Sends the very bytes of a request.</summary>
static class RawHttp
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends a request and reads the answer to its end.</summary>
    /// <param name="application">Where to.</param>
    /// <param name="request">The bytes.</param>
    /// <param name="hangUp">Whether to say that nothing follows, after which a server need not answer.</param>
    /// <returns>The answer; null when there was none.</returns>
    public static async Task<RawAnswer?> SendAsync(Uri application, byte[] request, bool hangUp)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(application.Host, application.Port, patience.Token);
        await using var stream = client.GetStream();
        // A server that has seen enough answers before it has all of a large request.
        var sending = SendAllAsync(client, stream, request, hangUp, patience.Token);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (IOException) when (answer.Length > 0 || hangUp)
        {
            // It answered, and then cut off what was still coming.
        }

        await sending;
        return answer.Length > 0 || !hangUp ? Parse(answer.ToArray()) : null;
    }

    /// <summary>Builds a request with a body of a stated length.</summary>
    public static byte[] Request(string method, string target, byte[]? body = null, string? contentType = "application/json", params string[] headers)
    {
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        if (body is not null && contentType is not null)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {contentType}\r\n");
        if (body is not null && !headers.Any(h => h.StartsWith("Content-Length", StringComparison.Ordinal) || h.StartsWith("Transfer-Encoding", StringComparison.Ordinal)))
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        foreach (var header in headers)
            head.Append(header).Append("\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. body ?? []];
    }

    static async Task SendAllAsync(TcpClient client, NetworkStream stream, byte[] request, bool hangUp, CancellationToken cancellation)
    {
        try
        {
            await stream.WriteAsync(request, cancellation);
            if (hangUp)
                client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server does not want the rest.
        }
    }

    static RawAnswer Parse(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"No answer: '{text}'");
        var head = text[..end].Split("\r\n");
        var body = text[(end + 4)..];
        if (head.Contains("Transfer-Encoding: chunked"))
            body = Unchunk(body);
        return new RawAnswer(
            int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture),
            head.FirstOrDefault(h => h.StartsWith("Content-Type: ", StringComparison.OrdinalIgnoreCase))?[14..] ?? "",
            body);
    }

    static string Unchunk(string text)
    {
        var body = new StringBuilder();
        while (text.IndexOf("\r\n", StringComparison.Ordinal) is var end and > 0
            && int.Parse(text.AsSpan(0, end), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var length and > 0)
        {
            body.Append(text, end + 2, length);
            text = text[(end + 2 + length + 2)..];
        }

        return body.ToString();
    }
}

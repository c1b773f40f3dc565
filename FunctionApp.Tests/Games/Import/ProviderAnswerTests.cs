using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ImportFunctions.Games;
using Microsoft.Extensions.Configuration;

namespace FunctionApp.Tests.Games.Import;

/// <summary>What the providers' answers other than games are taken for.</summary>
public sealed class ProviderAnswerTests
{
    [Theory]
    [InlineData("lichess", 60, null, 60)]
    [InlineData("lichess", 60, 3, 60)]
    [InlineData("lichess", 60, 90, 90)]
    [InlineData("chess.com", 60, null, 5)]
    [InlineData("chess.com", 60, 3, 3)]
    [InlineData("chess.com", 60, 7200, 7200)]
    public async Task TooManyRequests_TheWaitIsWhatTheProviderWants(string platform, int setting, int? retryAfter, int expected)
    {
        await using var rig = await ImportRig.StartAsync(settings: new() { ["LICHESS_RATE_LIMIT_SECONDS"] = $"{setting}" });
        await rig.ControlAsync(new { faults = new { too_many_requests = 1.0, retry_after_seconds = retryAfter } });
        var watch = Stopwatch.StartNew();
        var error = (await rig.ImportAsync("ann-20", platform)).Plan.Error!;
        Assert.Equal((ImportErrorCodes.RateLimited, true, expected), (error.Code, error.Retryable, error.RetryAfterSeconds));
        // It is not waited for here: that would hold a place that others could use, and others would go on asking.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3));
        Assert.Equal(1, (await rig.RequestsAsync()).Values.Sum());
    }

    [Theory]
    [InlineData("lichess")]
    [InlineData("chess.com")]
    public async Task ServerErrors_AreTriedAgainWithPauses(string platform)
    {
        await using var rig = await ImportRig.StartAsync();
        await rig.ControlAsync(new { script = (string[])["500", "500"] });
        var watch = Stopwatch.StartNew();
        var report = await rig.ImportAsync("bea-50", platform);
        Assert.Empty(report.Errors);
        Assert.Equal(50, report.Imported);
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(0.4));
    }

    [Fact]
    public async Task NobodyListens_IsNetwork()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var rig = await ImportRig.StartAsync(settings: new() { ["LICHESS_BASE_URL"] = $"http://127.0.0.1:{port}" });
        var error = (await rig.ImportAsync("cid-20", "lichess")).Plan.Error!;
        Assert.Equal((ImportErrorCodes.Network, true), (error.Code, error.Retryable));
    }

    [Fact]
    public async Task NoAnswer_IsTimeout()
    {
        await using var rig = await ImportRig.StartAsync(settings: new() { ["HTTP_TIMEOUT_SECONDS"] = "1" });
        await rig.ControlAsync(new { latency_ms = 60_000 });
        var error = (await rig.ImportAsync("dan-20", "lichess")).Plan.Error!;
        Assert.Equal((ImportErrorCodes.Timeout, true), (error.Code, error.Retryable));
    }

    [Fact]
    public async Task GamesNotFoundInJson_OfAnAccountThatExists_IsPassing()
    {
        await using var rig = await ImportRig.StartAsync();
        await rig.ControlAsync(new { script = (string[])["ok", "internal-error"] });
        var report = await rig.ImportAsync("eli-40", "lichess");
        var error = Assert.Single(report.Errors);
        Assert.Equal((ImportErrorCodes.ProviderUnavailable, true), (error.Code, error.Retryable));
        Assert.Equal(await rig.TruthAsync("eli-40", "lichess"), await rig.StoredAsync("eli-40", "lichess"));
    }

    [Theory]
    [InlineData("""{"username":"fay","status":"closed:fair_play_violations"}""", 200, ImportErrorCodes.UnknownUser)]
    [InlineData("""{"username":"fay","status":"basic"}""", 200, ImportErrorCodes.ProviderUnavailable)]
    [InlineData("""["not a profile"]""", 200, ImportErrorCodes.ProviderUnavailable)]
    [InlineData("""{"code":0,"message":"User \"fay\" not found."}""", 404, ImportErrorCodes.UnknownUser)]
    [InlineData("""{"code":0,"message":"An internal error has occurred."}""", 404, ImportErrorCodes.ProviderUnavailable)]
    [InlineData("<html>Just a moment...</html>", 403, ImportErrorCodes.Forbidden)]
    public async Task ChessCom_ArchivesNotFound_TheProfileTells(string profile, int status, string code)
    {
        var agents = new List<string>();
        await using var stand = await StandIn.StartAsync((path, agent) =>
        {
            lock (agents)
                agents.Add(agent);
            return path.EndsWith("/archives", StringComparison.Ordinal) ? (404, """{"code":0,"message":"An error"}""") : (status, profile);
        });
        await using var rig = await ImportRig.StartAsync(
            settings: new() { ["CHESSCOM_BASE_URL"] = stand.Url, ["IMPORT_CONTACT"] = "me@example.org" });
        var error = (await rig.ImportAsync("fay", "chess.com")).Plan.Error!;
        Assert.Equal((code, code == ImportErrorCodes.ProviderUnavailable), (error.Code, error.Retryable));
        Assert.All(agents, agent => Assert.Equal("ImportFunctions/0.1 (contact: me@example.org)", agent));
        Assert.Equal(2, agents.Count);
    }

    [Fact]
    public void UserAgent_OneLineOnly()
    {
        var settings = new Dictionary<string, string?> { ["IMPORT_DATABASE"] = "Host=x", ["IMPORT_CONTACT"] = "a\r\nX: y" };
        Assert.Contains("IMPORT_CONTACT", Assert.Throws<ImportFunctions.Settings.WrongSettingException>(
            () => ImportSettings.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())).Message, StringComparison.Ordinal);
    }

    /// <summary>Answers every request with what a function says.</summary>
    sealed class StandIn : IAsyncDisposable
    {
        readonly HttpListener _listener = new();
        readonly Task _serving;

        StandIn(int port, Func<string, string, (int Status, string Body)> answer)
        {
            Url = $"http://127.0.0.1:{port}/";
            _listener.Prefixes.Add(Url);
            _listener.Start();
            _serving = ServeAsync(answer);
        }

        public string Url { get; }

        public static Task<StandIn> StartAsync(Func<string, string, (int Status, string Body)> answer)
        {
            for (var attempt = 0; ; attempt++)
            {
                using var free = new TcpListener(IPAddress.Loopback, 0);
                free.Start();
                var port = ((IPEndPoint)free.LocalEndpoint).Port;
                free.Stop();
                try
                {
                    return Task.FromResult(new StandIn(port, answer));
                }
                catch (HttpListenerException) when (attempt < 5)
                {
                    // Somebody else took the port.
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        async Task ServeAsync(Func<string, string, (int Status, string Body)> answer)
        {
            while (true)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                var (status, body) = answer(context.Request.Url!.AbsolutePath, context.Request.UserAgent ?? "");
                context.Response.StatusCode = status;
                context.Response.ContentType = body.StartsWith('<') ? "text/html" : "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
        }
    }
}

using System.Net.Sockets;
using System.Text.Json;
using Functions.Embedded.Tests.Support;
using LocalPostgres.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Embedded.Tests.Durable;

/// <summary>Orchestrators that call HTTP: answers, repetitions, polling.</summary>
public sealed class HttpCallTests : IAsyncLifetime
{
    const string HostJson =
        """{"extensions":{"durableTask":{"hubName":"HttpHub","httpSettings":{"defaultAsyncRequestSleepTimeMilliseconds":50}}}}""";

    readonly HttpCallFunctions.Seen _seen = new();
    PostgresDatabase _database = null!;
    TestHost _host = null!;
    ManagementClient _api = null!;

    public async Task InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Answer_StatusHeadersAndContentAreGivenBack_WhateverTheStatus()
    {
        var posted = await CallAsync(new("/api/mirror/201", "POST", """{"a":1}""", "application/json"));
        Assert.Equal(new(201, """{"a":1}""", "text/plain", "POST application/json; charset=utf-8 one, two"), posted);
        Assert.Equal(404, (await CallAsync(new("/api/mirror/404"))).Status);
        Assert.Equal("PUT text/plain; charset=utf-8 one, two", (await CallAsync(new("/api/mirror/200", "PUT", "x"))).Kind);
    }

    [Fact]
    public async Task ShortForm_PostsText()
    {
        var id = await _api.StartAsync("CallHttpShort", _host.Address + "/api/mirror/200");
        Assert.Equal("plain words", (await _api.UntilFinishedAsync(id)).GetProperty("output").GetString());
    }

    [Fact]
    public async Task Retry_RepeatsTheNamedStatuses_OrAllErrors()
    {
        Assert.Equal("at last", (await CallAsync(new("/api/flaky/named/503/2", Attempts: 5, Repeat: [503]))).Content);
        Assert.Equal(3, _seen.Count("/flaky/named"));
        Assert.Equal(404, (await CallAsync(new("/api/flaky/other/404/2", Attempts: 5, Repeat: [503]))).Status);
        Assert.Equal(1, _seen.Count("/flaky/other"));
        Assert.Equal("at last", (await CallAsync(new("/api/flaky/all/404/1", Attempts: 5))).Content);
        var given = await CallAsync(new("/api/flaky/never/500/99", Attempts: 3));
        Assert.Equal((-1, typeof(HttpRequestException).FullName), (given.Status, given.Type));
        Assert.Equal(3, _seen.Count("/flaky/never"));
    }

    [Fact]
    public async Task NoAnswerInTime_OrNoServer_FailsTheCall()
    {
        var late = await CallAsync(new("/api/slow", TimeoutMs: 100));
        Assert.Equal((-1, typeof(TimeoutException).FullName), (late.Status, late.Type));
        using var closed = new TcpListener(System.Net.IPAddress.Loopback, 0);
        closed.Start();
        var address = $"http://{closed.LocalEndpoint}/";
        closed.Stop();
        var none = await CallAsync(new(address));
        Assert.Equal((-1, typeof(HttpRequestException).FullName), (none.Status, none.Type));
    }

    [Fact]
    public async Task Accepted_IsPolledAtItsLocation_WithoutTheKey()
    {
        var answer = await CallAsync(new("/api/begin/plain/3", "POST", "x", Poll: true));
        Assert.Equal((200, "done"), (answer.Status, answer.Content));
        Assert.Equal(3, _seen.Count("GET /api/poll/plain"));
        Assert.Contains("POST /api/begin/plain/3 secret", _seen.Requests);
        var polls = _seen.Requests.Where(r => r.StartsWith("GET", StringComparison.Ordinal));
        Assert.All(polls, r => Assert.DoesNotContain("secret", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Accepted_WithoutTheAsynchronousPattern_IsAnAnswerLikeOthers()
    {
        Assert.Equal(202, (await CallAsync(new("/api/begin/unpolled/3", "POST", "x"))).Status);
        Assert.Equal(0, _seen.Count("/api/poll/unpolled"));
        Assert.Equal(202, (await CallAsync(new("/api/mirror/202", Poll: true))).Status);
    }

    [Fact]
    public async Task RetryAfter_IsADurableTimer_ThatOutlivesTheHost()
    {
        var id = await StartCallAsync(new("/api/begin/durable/1/2", "POST", "x", Poll: true));
        while (_seen.Count("/begin/durable") == 0)
            await Task.Delay(10);
        var history = "";
        while (!history.Contains("TimerCreated", StringComparison.Ordinal))
            history = (await _api.StatusAsync(id, "?showHistory=true")).GetRawText();
        Assert.Equal(0, _seen.Count("/poll/durable"));
        var address = _host.Address;
        await _host.DisposeAsync();
        await StartAsync(address);

        Assert.Equal("done", AnswerOf(await _api.UntilFinishedAsync(id)).Content);
        Assert.Equal(1, _seen.Count("/begin/durable"));
    }

    async Task<HttpCallFunctions.Answer> CallAsync(HttpCallFunctions.Call call) =>
        AnswerOf(await _api.UntilFinishedAsync(await StartCallAsync(call)));

    Task<string> StartCallAsync(HttpCallFunctions.Call call) => _api.StartAsync(
        "CallHttp", call with { Uri = call.Uri.StartsWith('/') ? _host.Address + call.Uri : call.Uri });

    static HttpCallFunctions.Answer AnswerOf(JsonElement status)
    {
        Assert.True(status.GetProperty("runtimeStatus").GetString() == "Completed", status.GetRawText());
        return status.GetProperty("output").Deserialize<HttpCallFunctions.Answer>(JsonSerializerOptions.Web)!;
    }

    async Task StartAsync(string? address = null)
    {
        _host = await TestHost.StartAsync(
            [typeof(HttpCallFunctions)],
            new() { ["IMPORT_DATABASE"] = _database.ConnectionString },
            builder => builder.Services.AddSingleton(_seen),
            HostJson,
            args: ["--urls", address ?? "http://127.0.0.1:0"]);
        _api = new ManagementClient(_host.Http);
    }
}

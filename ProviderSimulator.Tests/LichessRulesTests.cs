using System.Diagnostics;
using System.Net;

namespace ProviderSimulator.Tests;

public sealed class LichessRulesTests
{
    [Theory]
    [InlineData("curl/8.5.0")]
    [InlineData("python-requests/2.32")]
    [InlineData("okhttp/4.12")]
    public async Task Export_FromACrawler_IsNoSuchPageThoughTheAccountAnswers(string userAgent)
    {
        await using var client = await SimulatorClient.StartAsync();
        using var crawler = client.NewHttp(userAgent);

        using var export = await crawler.SendAsync(SimulatorClient.Export("anna-10"));
        using var account = await crawler.GetAsync("/api/user/anna-10");

        Assert.Equal(HttpStatusCode.NotFound, export.StatusCode);
        Assert.Equal("text/html", export.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.OK, account.StatusCode);
    }

    [Fact]
    public async Task Export_ThirdDownload_IsTurnedAwayUntilAnotherEnds()
    {
        await using var client = await SimulatorClient.StartAsync();
        const HttpCompletionOption begun = HttpCompletionOption.ResponseHeadersRead;
        var first = await client.Http.SendAsync(SimulatorClient.Export("anna-100000?throttle=50"), begun);
        using var second = await client.Http.SendAsync(SimulatorClient.Export("bert-100000?throttle=50"), begun);

        using var third = await client.Http.SendAsync(SimulatorClient.Export("carl-10"));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal("{\"error\":\"Please only run 1 request(s) at a time\"}", await third.Content.ReadAsStringAsync());

        first.Dispose();
        var status = HttpStatusCode.TooManyRequests;
        for (var watch = Stopwatch.StartNew(); status == HttpStatusCode.TooManyRequests && watch.Elapsed < TimeSpan.FromSeconds(60);)
        {
            using var next = await client.Http.SendAsync(SimulatorClient.Export("carl-10"));
            status = next.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Export_WithoutLimit_LetsManyIn()
    {
        await using var client = await SimulatorClient.StartAsync(new SimulatorOptions { LichessDownloads = 0 });

        var exports = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => client.GamesAsync($"player{number}-500")));

        Assert.All(exports, games => Assert.Equal(500, games.Count));
    }

    [Fact]
    public async Task Export_UnknownAndClosedPlayers_AreToldApartOnlyByTheAccount()
    {
        await using var client = await SimulatorClient.StartAsync();

        using var unknown = await client.Http.SendAsync(SimulatorClient.Export("nobody-here"));
        using var closed = await client.Http.SendAsync(SimulatorClient.Export("closed-anna-100"));
        using var noAccount = await client.Http.GetAsync("/api/user/nobody-here");
        var account = await client.JsonAsync("/api/user/closed-anna-100");
        var marked = await client.JsonAsync("/api/user/cheater-10");

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("{\"error\":\"Not found.\"}", await unknown.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, closed.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, noAccount.StatusCode);
        Assert.True(account.GetProperty("disabled").GetBoolean());
        Assert.True(marked.GetProperty("tosViolation").GetBoolean());
        Assert.Equal(10, (await client.GamesAsync("cheater-10")).Count);
    }

    [Fact]
    public async Task User_Open_CountsRoughlyItsGames()
    {
        await using var client = await SimulatorClient.StartAsync();

        var user = await client.JsonAsync("/api/user/ANNA-1000");

        Assert.Equal("anna-1000", user.GetProperty("id").GetString());
        Assert.Equal("Anna-1000", user.GetProperty("username").GetString());
        Assert.InRange(user.GetProperty("count").GetProperty("all").GetInt32(), 1000, 1100);
    }

    [Fact]
    public async Task Export_Throttled_TakesItsTime()
    {
        await using var client = await SimulatorClient.StartAsync(new SimulatorOptions { GamesPerSecond = 40 });
        var watch = Stopwatch.StartNew();

        var games = await client.GamesAsync("anna-100?max=20");

        Assert.Equal(20, games.Count);
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(0.4), $"{watch.Elapsed}");
    }
}

using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace ProviderSimulator.Tests;

public sealed class FaultTests : IAsyncLifetime
{
    SimulatorClient _client = null!;

    public async Task InitializeAsync() => _client = await SimulatorClient.StartAsync();

    public async Task DisposeAsync() => await _client.DisposeAsync();

    [Theory]
    [InlineData("/pub/player/anna-10?fault=500", 500, null)]
    [InlineData("/pub/player/anna-10?fault=410", 410, null)]
    [InlineData("/pub/player/anna-10?fault=internal-error", 404, "internal error")]
    [InlineData("/pub/player/anna-10?fault=429", 429, null)]
    [InlineData("/api/games/user/anna-10?fault=500", 500, null)]
    [InlineData("/api/games/user/anna-10?fault=429", 429, "error")]
    public async Task Fault_InTheQuery_HappensOnce(string path, int status, string? message)
    {
        using var faulty = await _client.Http.GetAsync(path);
        using var well = await _client.Http.GetAsync(path.Split('?')[0]);

        Assert.Equal(status, (int)faulty.StatusCode);
        Assert.False(faulty.Headers.Contains("Retry-After"));
        if (message is not null) Assert.Contains(message, await faulty.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, well.StatusCode);
    }

    [Fact]
    public async Task TooManyRequests_WithRetryAfter_NamesTheSeconds()
    {
        await _client.ControlAsync(new { faults = new { too_many_requests = 1, retry_after_seconds = 7 } });

        using var lichess = await _client.Http.SendAsync(SimulatorClient.Export("anna-10"));
        using var chessCom = await _client.Http.GetAsync("/pub/player/anna-10");

        Assert.Equal(TimeSpan.FromSeconds(7), lichess.Headers.RetryAfter!.Delta);
        Assert.Equal(TimeSpan.FromSeconds(7), chessCom.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Script_IsFollowedInOrder()
    {
        await _client.ControlAsync(new { script = new[] { "429", "ok", "500" } });
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            using var response = await _client.Http.GetAsync("/pub/player/anna-10");
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([429, 200, 500, 200], statuses);
    }

    [Theory]
    [InlineData("anna-2000", 700, 700)]
    [InlineData("anna-2000", 0, 0)]
    [InlineData("anna-20", 700, 20)]
    public async Task Cut_BreaksTheStreamAfterSomeGames(string name, int after, int games)
    {
        var request = SimulatorClient.Export($"{name}?fault=cut&fault_after={after}");
        using var response = await _client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var whole = 0;

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await reader.ReadLineAsync() is not null) whole++;
        });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(games, whole);
    }

    [Fact]
    public async Task CleanEnd_LooksLikeAWholeAnswer()
    {
        var games = await _client.GamesAsync("anna-500?fault=end&fault_after=321");

        Assert.Equal(321, games.Count);
    }

    [Fact]
    public async Task CutMonth_BreaksTheBody()
    {
        var path = (await _client.ArchivesAsync("anna-300"))[^1];

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.Http.GetStringAsync($"{path}?fault=cut&fault_after=500"));
        var shortened = await _client.Http.GetStringAsync($"{path}?fault=end&fault_after=500");
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(shortened).Dispose());
    }

    [Fact]
    public async Task Garbage_IsOneLineMoreThanTheGames()
    {
        var lines = Encoding.UTF8.GetString(await _client.ExportBytesAsync("anna-200?fault=garbage&fault_after=77"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(201, lines.Length);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(lines[77]).Dispose());
        var games = string.Concat(lines.Where((_, i) => i != 77).Select(line => line + "\n"));
        Assert.Equal(await _client.ExportBytesAsync("anna-200"), Encoding.UTF8.GetBytes(games));
    }

    [Theory]
    [InlineData("/api/games/user/anna-100?fault=stall&fault_after=50&stall_ms=400")]
    [InlineData("/pub/player/anna-100/games/2025/06?fault=stall&fault_after=50&stall_ms=400")]
    [InlineData("/api/games/user/anna-100?max=20&line_delay_ms=20")]
    public async Task Stall_TakesItsTimeAndGivesEverything(string path)
    {
        var watch = Stopwatch.StartNew();
        var slow = await _client.Http.GetStringAsync(path);

        Assert.True(watch.ElapsedMilliseconds >= 380, $"{watch.Elapsed}");
        Assert.Equal(await _client.Http.GetStringAsync(path.Replace("fault=stall", "").Replace("line_delay", "no")), slow);
    }

    [Fact]
    public async Task Rates_OfTheSameSeed_HitTheSameRequests()
    {
        var first = await StatusesAsync(5);
        var again = await StatusesAsync(5);
        var other = await StatusesAsync(6);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.InRange(first.Count(status => status == 429), 5, 35);
        Assert.InRange(first.Count(status => status == 500), 5, 35);
    }

    [Fact]
    public async Task Path_LimitsTheFaultsToOnePlayer()
    {
        await _client.ControlAsync(new { faults = new { server_error = 1.0, path = "/anna-10" } });

        using var hit = await _client.Http.GetAsync("/pub/player/anna-10");
        using var spared = await _client.Http.GetAsync("/pub/player/bert-10");

        Assert.Equal((500, 200), ((int)hit.StatusCode, (int)spared.StatusCode));
    }

    [Theory]
    [InlineData("{\"script\":[\"flood\"]}")]
    [InlineData("{\"unknown\":1}")]
    [InlineData("not json")]
    [InlineData("{\"add\":{\"platform\":\"go.com\",\"player\":\"anna-10\"}}")]
    public async Task Control_ThatMakesNoSense_Is400(string body)
    {
        using var response = await _client.Http.PostAsync("/_control", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    async Task<List<int>> StatusesAsync(int seed)
    {
        await _client.ControlAsync(new { seed, faults = new { too_many_requests = 0.2, server_error = 0.2 } });
        var statuses = new List<int>();
        for (var i = 0; i < 80; i++)
        {
            using var response = await _client.Http.GetAsync("/pub/player/anna-10");
            statuses.Add((int)response.StatusCode);
        }

        return statuses;
    }
}

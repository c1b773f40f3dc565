using System.Net;
using System.Net.Http.Json;
using LocalPostgres;
using ProviderSimulator;

namespace ImportFunctions.Tests.EndToEnd;

/// <summary>The database goes away while an import runs. The long version is the benchmark <c>outage</c>.</summary>
public sealed class OutageTests
{
    const string User = "away-3000";
    const string Management = "runtime/webhooks/durabletask/instances";

    [Fact]
    public async Task DatabaseAway_ClientsAreToldWhenToComeBack_AndTheImportGoesOnByItself()
    {
        await using var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions());
        var database = await server.CreateDatabaseAsync("outage");
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { GamesPerSecond = 100, LichessDownloads = 20 });
        await using var app = await AppProcess.StartAsync(database, simulator.BaseUrl);
        using var started = await app.PostImportAsync(User);
        await app.ProgressWhenAsync(User, p => p.GetProperty("imported_games").GetInt32() > 0);

        await server.StopAsync(immediate: true);
        HttpRequestMessage[] requests =
        [
            new(HttpMethod.Post, "api/v1/import-more-games") { Content = JsonContent.Create(new { user_id = "other-10", platform = "lichess" }) },
            new(HttpMethod.Delete, $"api/v1/import-more-games/{User}/lichess"),
            new(HttpMethod.Get, $"api/v1/import-progress/{User}/lichess"),
            new(HttpMethod.Get, "api/v1/import-queue"),
            new(HttpMethod.Get, "api/health"),
            new(HttpMethod.Get, Management),
            new(HttpMethod.Get, $"{Management}/lichess-{User}"),
            new(HttpMethod.Post, $"{Management}/lichess-{User}/suspend"),
        ];
        foreach (var request in requests)
        {
            using var response = await app.Http.SendAsync(request);
            var what = $"{request.Method} {request.RequestUri}";
            Assert.Equal((what, HttpStatusCode.ServiceUnavailable), (what, response.StatusCode));
            Assert.Equal((what, "application/problem+json"), (what, response.Content.Headers.ContentType?.MediaType));
            Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero, what);
            request.Dispose();
        }

        await server.ResumeAsync();
        await UntilHealthyAsync(app);
        using var http = new HttpClient();
        using var fast = await http.PostAsJsonAsync(new Uri(simulator.BaseUrl, "_control"), new { games_per_second = 0 });
        Assert.Equal("completed", AppProcess.Status(await app.EndOfAsync(User)));
        await StoredGames.AssertExactAsync(database, simulator.BaseUrl, User);
    }

    static async Task UntilHealthyAsync(AppProcess app)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var response = await app.Http.GetAsync("api/health", patience.Token);
            if (response.IsSuccessStatusCode)
                return;
            await Task.Delay(50, patience.Token);
        }
    }
}

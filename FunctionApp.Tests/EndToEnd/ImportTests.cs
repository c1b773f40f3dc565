using System.Net;
using System.Text;
using System.Text.Json;

namespace ImportFunctions.Tests.EndToEnd;

/// <summary>The application on the embedded host, over HTTP.</summary>
public sealed class ImportTests(AppFixture fixture) : IClassFixture<AppFixture>, IAsyncLifetime
{
    AppProcess App => fixture.App;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => fixture.ThrottleAsync(0);

    [Theory]
    [InlineData("lichess", "First-1200")]
    [InlineData("chess.com", "First-900")]
    public async Task Start_ImportsAllGames_AndTheSecondPressOnlyWhatIsNew(string platform, string name)
    {
        var user = name.ToLowerInvariant();
        using var response = await App.PostImportAsync(name, platform);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var payload = await AppProcess.BodyAsync(response);
        Assert.Equal($"{platform}-{user}", payload.GetProperty("id").GetString());
        Assert.Equal(payload.GetProperty("statusQueryGetUri").GetString(), response.Headers.Location!.OriginalString);
        Assert.NotNull(response.Headers.RetryAfter);
        foreach (var uri in new[] { "sendEventPostUri", "terminatePostUri", "purgeHistoryDeleteUri", "restartPostUri", "suspendPostUri", "resumePostUri" })
            Assert.StartsWith("http://", payload.GetProperty(uri).GetString(), StringComparison.Ordinal);

        var end = await App.EndOfAsync(name, platform);
        Assert.Equal("completed", AppProcess.Status(end));
        Assert.Equal(100, end.GetProperty("progress").GetInt32());
        var imported = end.GetProperty("imported_games").GetInt32();
        Assert.Equal($"Import complete! {imported} new games imported", end.GetProperty("message").GetString());
        await StoredGames.AssertExactAsync(fixture.ConnectionString, fixture.Simulator.BaseUrl, user, platform);
        using var byUrl = await App.Http.GetAsync(payload.GetProperty("progress_url").GetString());
        Assert.Equal("completed", AppProcess.Status(await AppProcess.BodyAsync(byUrl)));

        using var status = await App.Http.GetAsync(payload.GetProperty("statusQueryGetUri").GetString());
        Assert.Equal(HttpStatusCode.OK, status.StatusCode);
        var instance = await AppProcess.BodyAsync(status);
        Assert.Equal("Completed", instance.GetProperty("runtimeStatus").GetString());
        Assert.Equal(imported, instance.GetProperty("customStatus").GetProperty("imported_games").GetInt32());

        await fixture.ControlAsync(new { add = new { platform, player = user, games = 7 } });
        using var again = await App.PostImportAsync(name, platform);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        var second = await App.EndOfAsync(name, platform);
        Assert.Equal(("completed", 7), (AppProcess.Status(second), second.GetProperty("imported_games").GetInt32()));
        Assert.NotEqual(end.GetProperty("run_id").GetString(), second.GetProperty("run_id").GetString());
        await StoredGames.AssertExactAsync(fixture.ConnectionString, fixture.Simulator.BaseUrl, user, platform);
    }

    [Fact]
    public async Task Start_WithALimit_ImportsTheNewestAndGoesOnAtTheNextPress()
    {
        using var first = await App.PostImportAsync("steps-700", limit: 300);
        Assert.Equal(300, (await App.EndOfAsync("steps-700")).GetProperty("imported_games").GetInt32());
        using var second = await App.PostImportAsync("steps-700");
        await App.EndOfAsync("steps-700");
        await StoredGames.AssertExactAsync(fixture.ConnectionString, fixture.Simulator.BaseUrl, "steps-700");
    }

    [Fact]
    public async Task Start_TwentyAtOnce_ExactlyOneComesThrough()
    {
        await fixture.ThrottleAsync(20);
        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => App.PostImportAsync("Twenty-1000")));
        Assert.Single(responses, r => r.StatusCode == HttpStatusCode.Accepted);
        var conflicts = responses.Where(r => r.StatusCode == HttpStatusCode.Conflict).ToList();
        Assert.Equal(19, conflicts.Count);
        foreach (var conflict in conflicts)
        {
            Assert.Equal("application/problem+json", conflict.Content.Headers.ContentType!.MediaType);
            var problem = await AppProcess.BodyAsync(conflict);
            Assert.Equal("lichess-twenty-1000", problem.GetProperty("instance_id").GetString());
            Assert.Contains("/instances/lichess-twenty-1000", problem.GetProperty("status_query_get_uri").GetString());
            Assert.EndsWith("/api/v1/import-progress/twenty-1000/lichess", problem.GetProperty("progress_url").GetString());
        }

        await fixture.ThrottleAsync(0);
        await App.EndOfAsync("twenty-1000");
        await StoredGames.AssertExactAsync(fixture.ConnectionString, fixture.Simulator.BaseUrl, "twenty-1000");
    }

    [Fact]
    public async Task Start_FourthPlayer_IsQueuedAndThenRuns()
    {
        await fixture.ThrottleAsync(30);
        string[] users = ["four-a-3000", "four-b-3000", "four-c-3000", "four-d-3000"];
        foreach (var user in users[..3])
        {
            using var started = await App.PostImportAsync(user);
            await App.ProgressWhenAsync(user, p => AppProcess.Status(p) == "importing");
        }

        using var fourth = await App.PostImportAsync(users[3]);
        var queued = await App.ProgressWhenAsync(users[3], p => p.GetProperty("queue_position").ValueKind == JsonValueKind.Number);
        Assert.Equal(("queued", 1), (AppProcess.Status(queued), queued.GetProperty("queue_position").GetInt32()));
        Assert.Equal("Import queued - 0 of 3 import slots available", queued.GetProperty("message").GetString());
        Assert.Equal((3, 3), (queued.GetProperty("slots").GetProperty("in_use").GetInt32(), queued.GetProperty("slots").GetProperty("limit").GetInt32()));

        var queue = await App.JsonAsync("api/v1/import-queue");
        Assert.Equal(3, queue.GetProperty("slots").GetProperty("holders").GetArrayLength());
        var waiting = Assert.Single(queue.GetProperty("queue").EnumerateArray().ToList());
        Assert.Equal((users[3], 1), (waiting.GetProperty("user_id").GetString(), waiting.GetProperty("position").GetInt32()));

        await fixture.ThrottleAsync(0);
        foreach (var user in users)
        {
            Assert.Equal("completed", AppProcess.Status(await App.EndOfAsync(user)));
            await StoredGames.AssertExactAsync(fixture.ConnectionString, fixture.Simulator.BaseUrl, user);
        }

        await SlotsAreFreeAsync();
    }

    [Theory]
    [InlineData("lichess")]
    [InlineData("chess.com")]
    public async Task Start_UnknownPlayer_FailsAsUnknownUser(string platform)
    {
        using var response = await App.PostImportAsync("nobody-here", platform);
        var statusUri = (await AppProcess.BodyAsync(response)).GetProperty("statusQueryGetUri").GetString();
        var end = await App.EndOfAsync("nobody-here", platform);

        Assert.Equal("failed", AppProcess.Status(end));
        Assert.Equal(("unknown_user", false),
            (end.GetProperty("error").GetProperty("code").GetString(), end.GetProperty("error").GetProperty("retryable").GetBoolean()));
        using var status = await App.Http.GetAsync(statusUri);
        var instance = await AppProcess.BodyAsync(status);
        Assert.Equal("Failed", instance.GetProperty("runtimeStatus").GetString());
        Assert.Equal("unknown_user", instance.GetProperty("customStatus").GetProperty("error").GetProperty("code").GetString());
        await SlotsAreFreeAsync();
    }

    [Fact]
    public async Task Cancel_StopsARunningImportAndFreesItsSlot()
    {
        await fixture.ThrottleAsync(50);
        using var started = await App.PostImportAsync("cancel-5000");
        await App.ProgressWhenAsync("cancel-5000", p => AppProcess.Status(p) == "importing");
        using var response = await App.CancelImportAsync("cancel-5000");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);

        Assert.Equal("cancelled", AppProcess.Status(await App.EndOfAsync("cancel-5000")));
        await SlotsAreFreeAsync();
        using var again = await App.CancelImportAsync("cancel-5000");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);

        await fixture.ThrottleAsync(0);
        using var restarted = await App.PostImportAsync("cancel-5000");
        Assert.Equal("completed", AppProcess.Status(await App.EndOfAsync("cancel-5000")));
        await StoredGames.AssertExactAsync(fixture.ConnectionString, fixture.Simulator.BaseUrl, "cancel-5000");
    }

    [Fact]
    public async Task Terminate_ThroughTheManagementApi_FreesTheSlot()
    {
        await fixture.ThrottleAsync(50);
        using var started = await App.PostImportAsync("terminated-5000");
        var terminate = (await AppProcess.BodyAsync(started)).GetProperty("terminatePostUri").GetString()!.Replace("{text}", "enough");
        await App.ProgressWhenAsync("terminated-5000", p => AppProcess.Status(p) == "importing");
        using var response = await App.Http.PostAsync(terminate, null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);

        Assert.Equal("cancelled", AppProcess.Status(await App.EndOfAsync("terminated-5000")));
        await SlotsAreFreeAsync();
        await fixture.ThrottleAsync(0);
        using var again = await App.PostImportAsync("terminated-5000");
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        await App.EndOfAsync("terminated-5000");
        await StoredGames.AssertExactAsync(fixture.ConnectionString, fixture.Simulator.BaseUrl, "terminated-5000");
    }

    [Theory]
    [InlineData("""{"user_id":"../x","platform":"lichess"}""", "application/json", 400, "user_id")]
    [InlineData("""{"user_id":"alice","platform":"fics"}""", "application/json", 400, "platform")]
    [InlineData("""{"user_id":"alice","platform":"lichess","limit":0}""", "application/json", 400, "limit")]
    [InlineData("[1]", "application/json", 400, "body")]
    [InlineData("{}", "text/plain", 415, "body")]
    public async Task Start_HostileRequest_IsAProblem(string body, string contentType, int status, string field)
    {
        using var response = await App.Http.PostAsync("api/v1/import-more-games", new StringContent(body, Encoding.UTF8, contentType));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(field, (await AppProcess.BodyAsync(response)).GetProperty("field").GetString());
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(40_000_000)]
    public async Task Start_HugeBody_Is413(int bytes)
    {
        using var response = await App.Http.PostAsync("api/v1/import-more-games",
            new StringContent($$"""{"user_id":"{{new string('a', bytes)}}"}""", Encoding.UTF8, "application/json"));
        Assert.Equal(413, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("api/v1/import-progress/never-seen/lichess", 404)]
    [InlineData("api/v1/import-progress/alice/fics", 400)]
    [InlineData("api/v1/import-progress/a%2Fb/lichess", 400)]
    [InlineData("api/v1/import-progress/%F0%9F%98%80/lichess", 400)]
    [InlineData("api/health", 200)]
    public async Task Get_Answers(string path, int status)
    {
        using var response = await App.Http.GetAsync(path);
        Assert.Equal(status, (int)response.StatusCode);
    }

    async Task SlotsAreFreeAsync()
    {
        // The reaper looks every five seconds.
        for (var looks = 0; looks < 600; looks++)
        {
            var queue = await App.JsonAsync("api/v1/import-queue");
            if (queue.GetProperty("slots").GetProperty("in_use").GetInt32() == 0 && queue.GetProperty("queue").GetArrayLength() == 0)
                return;
            await Task.Delay(100);
        }

        Assert.Fail($"Slots are still in use.{Environment.NewLine}{App.Output}");
    }
}

using System.Net;
using System.Text.Json;
using ImportFunctions.Tests.EndToEnd;
using Npgsql;

namespace ImportFunctions.Tests.Progress.Events;

/// <summary>Event streams of the application, over HTTP.</summary>
public sealed class EventStreamTests(AppFixture fixture) : IClassFixture<AppFixture>, IAsyncLifetime
{
    AppProcess App => fixture.App;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => fixture.ThrottleAsync(0);

    [Fact]
    public async Task AllImports_FromTheQueueToTheEnd_AsTheProgressEndpointShowsThem()
    {
        using var events = new EventClient(App.Http.BaseAddress!);
        using var answer = await events.ConnectAsync();
        Assert.Equal(("text/event-stream", HttpStatusCode.OK), (answer.Content.Headers.ContentType!.ToString(), answer.StatusCode));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Null(answer.Content.Headers.ContentLength);
        var first = await events.WhenAsync("queue", _ => true);
        Assert.Equal(["queue", "slots"], first.EnumerateObject().Select(p => p.Name).Order());
        Assert.True(events.Retry > 0);
        Assert.NotEqual("", events.LastEventId);

        await fixture.ThrottleAsync(1000);
        using var started = await App.PostImportAsync("events-1500");
        var importing = await events.ProgressWhenAsync(p => Of(p, "events-1500") && p.GetProperty("imported_games").GetInt32() > 0);
        Assert.Equal("importing", AppProcess.Status(importing));
        var end = await events.ProgressWhenAsync(p => Of(p, "events-1500") && AppProcess.Status(p) == "completed");
        await events.WhenAsync("queue", q => q.GetProperty("slots").GetProperty("holders").EnumerateArray().All(h => !Of(h, "events-1500")));

        // Nothing more comes: the end is the end, and the next start is accepted.
        Assert.Equal(JsonSerializer.Serialize(await App.ProgressAsync("events-1500")), JsonSerializer.Serialize(end));
        using var again = await App.PostImportAsync("events-1500");
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        await events.ProgressWhenAsync(p => Of(p, "events-1500") && AppProcess.Status(p) == "completed");
    }

    [Fact]
    public async Task OnePlayer_SeesTheMovesOfTheQueueAndNobodyElse()
    {
        await fixture.ThrottleAsync(100);
        string[] users = ["place-a-300", "place-b-300", "place-c-300", "place-d-300", "Place-E-300"];
        foreach (var user in users)
        {
            using var started = await App.PostImportAsync(user);
            await App.ProgressWhenAsync(user, p => AppProcess.Status(p) == "importing" || p.GetProperty("queue_position").ValueKind == JsonValueKind.Number);
        }

        using var events = new EventClient(App.Http.BaseAddress!, "?user_id=PLACE-e-300&platform=lichess");
        await events.ConnectSuccessfullyAsync();
        var positions = new List<int>();
        await fixture.ThrottleAsync(0);
        JsonElement last = default;
        while (positions.Count == 0 || AppProcess.Status(last) != "completed")
        {
            var (type, data) = (await events.NextAsync())!.Value;
            Assert.Equal("progress", type);
            Assert.True(Of(data, "place-e-300"), $"{data}");
            last = data;
            if (data.GetProperty("queue_position").ValueKind == JsonValueKind.Number)
                positions.Add(data.GetProperty("queue_position").GetInt32());
        }

        Assert.Equal(2, positions[0]);
        Assert.Equal(positions.OrderDescending(), positions);
        using var late = new EventClient(App.Http.BaseAddress!, "?user_id=place-e-300&platform=lichess");
        await late.ConnectSuccessfullyAsync();
        Assert.Equal("completed", AppProcess.Status((await late.NextAsync())!.Value.Data));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("0")]
    [InlineData("99999999999999:99999999999999:")]
    [InlineData("1:2:3:4")]
    [InlineData("';--")]
    public async Task UnknownLastEventId_BeginsWithThePresentState(string id)
    {
        using var events = new EventClient(App.Http.BaseAddress!, lastEventId: id);
        await events.ConnectSuccessfullyAsync();
        Assert.Equal(3, (await events.WhenAsync("queue", _ => true)).GetProperty("slots").GetProperty("limit").GetInt32());
        Assert.NotEqual(id, events.LastEventId);
    }

    [Theory]
    [InlineData("?user_id=alice", "platform")]
    [InlineData("?platform=lichess", "user_id")]
    [InlineData("?user_id=&platform=lichess", "user_id")]
    [InlineData("?user_id=alice&platform=", "platform")]
    [InlineData("?user_id=alice&platform=fics", "platform")]
    [InlineData("?user_id=a%00b&platform=lichess", "user_id")]
    [InlineData("?user_id=%ED%A0%80&platform=lichess", "user_id")]
    [InlineData("?user_id=alice&user_id=bob&platform=lichess", "user_id")]
    [InlineData("?user_id=alice&platform=lichess&platform=lichess", "platform")]
    public async Task WrongParameter_IsAProblemThatNamesIt(string query, string field)
    {
        using var response = await App.Http.GetAsync("api/v1/import-events" + query);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(field, (await AppProcess.BodyAsync(response)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task EndingThatCommitsLate_ComesAfterAResumption_AndTheOthersDoNotComeAgain()
    {
        await using var database = NpgsqlDataSource.Create(fixture.ConnectionString);
        using var events = new EventClient(App.Http.BaseAddress!);
        await events.ConnectSuccessfullyAsync();
        await events.WhenAsync("queue", _ => true);

        await using var slow = await database.OpenConnectionAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await InsertEndedAsync(slow, "late-commit");
        foreach (var user in new[] { "early-commit", "next-commit" })
        {
            // The second one's event says that the first one's has been seen.
            await using var quick = await database.OpenConnectionAsync();
            await InsertEndedAsync(quick, user);
            await events.ProgressWhenAsync(p => Of(p, user));
        }

        events.Disconnect();
        await transaction.CommitAsync();

        await events.ConnectSuccessfullyAsync();
        var seen = new List<string?>();
        while (!seen.Contains("late-commit"))
        {
            var (type, data) = (await events.NextAsync())!.Value;
            seen.Add(type == "progress" ? data.GetProperty("user_id").GetString() : type);
        }

        Assert.DoesNotContain("early-commit", seen);
        // The id may also come as a parameter, for clients that cannot set the header.
        using var other = new EventClient(App.Http.BaseAddress!, $"?last_event_id={Uri.EscapeDataString("3:3:")}");
        await other.ConnectSuccessfullyAsync();
        await other.ProgressWhenAsync(p => Of(p, "early-commit"));
    }

    [Fact]
    public async Task ReaderThatDoesNotRead_IsSentAwayAndLosesNothing()
    {
        const int runs = 3000;
        await using var database = NpgsqlDataSource.Create(fixture.ConnectionString);
        using var events = new EventClient(App.Http.BaseAddress!);
        await events.ConnectSuccessfullyAsync();
        await events.WhenAsync("queue", _ => true);

        // Far more than sockets and buffers hold.
        await using (var insert = database.CreateCommand($"""
            INSERT INTO import_runs (run_id, user_id, platform, instance_id, status, error_code, error_message, finished_at)
            SELECT gen_random_uuid(), 'flood-' || n, 'lichess', 'lichess-flood-' || n, 'failed', 'internal', repeat('long ', 1000), now()
            FROM generate_series(1, {runs}) AS n
            """))
        {
            await insert.ExecuteNonQueryAsync();
        }

        // The others hear of it meanwhile.
        using var another = new EventClient(App.Http.BaseAddress!, "?user_id=flood-7&platform=lichess");
        await another.ConnectSuccessfullyAsync();
        await another.ProgressWhenAsync(p => Of(p, "flood-7"));

        var seen = new HashSet<string>();
        while (seen.Count < runs)
        {
            if (await events.NextAsync() is not { } next)
            {
                await events.ConnectSuccessfullyAsync();
                continue;
            }

            if (next.Type == "progress" && next.Data.GetProperty("user_id").GetString()!.StartsWith("flood-", StringComparison.Ordinal))
                seen.Add(next.Data.GetProperty("user_id").GetString()!);
        }
    }

    static bool Of(JsonElement progress, string user) => progress.GetProperty("user_id").GetString() == user;

    static async Task InsertEndedAsync(NpgsqlConnection connection, string user)
    {
        await using var insert = new NpgsqlCommand("""
            INSERT INTO import_runs (run_id, user_id, platform, instance_id, status, finished_at)
            VALUES (gen_random_uuid(), $1, 'lichess', 'lichess-' || $1, 'cancelled', now())
            """, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = user } } };
        await insert.ExecuteNonQueryAsync();
    }
}

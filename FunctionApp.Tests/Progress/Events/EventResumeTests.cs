using System.Diagnostics;
using System.Net;
using System.Text.Json;
using ImportFunctions.Tests.EndToEnd;
using ProviderSimulator;

namespace ImportFunctions.Tests.Progress.Events;

/// <summary>Event streams beyond the life of one process.</summary>
public sealed class EventResumeTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task ClientThatComesAgain_AfterKillsAndOnAnotherHost_MissesNoEnding()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { LichessDownloads = 50, ChessComParallel = 50 });
        (string, string)[] settings = [("LICHESS_MAX_DOWNLOADS", "6"), ("IMPORT_EVENT_STREAM_SECONDS", "2")];
        var app = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl, settings);
        try
        {
            var ended = new HashSet<string>();
            var expected = new HashSet<string>();
            string? id = null;
            for (var round = 0; round < 3; round++)
            {
                using (var events = new EventClient(app.Http.BaseAddress!, lastEventId: id))
                {
                    await events.ConnectSuccessfullyAsync();
                    if (round == 0)
                        await events.WhenAsync("queue", _ => true);
                    foreach (var user in Enumerable.Range(0, 4).Select(n => $"resume-{round}-{n}-400"))
                    {
                        using var started = await app.PostImportAsync(user);
                        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
                        expected.Add(user);
                    }

                    // One ending, or what was missed before: then the client goes, in the middle of things.
                    while (await events.NextAsync() is { } next)
                    {
                        if (Note(next, ended) && ended.Count > round * 4)
                            break;
                    }

                    id = events.LastEventId;
                }

                // The others end while nobody listens, the last of them perhaps on the next process.
                await app.EndOfAsync($"resume-{round}-0-400");
                await app.KillAsync();
                await app.DisposeAsync();
                app = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl, settings);
            }

            foreach (var user in expected)
                Assert.Equal("completed", AppProcess.Status(await app.EndOfAsync(user)));
            // A second host serves streams of imports that it knows from the database only.
            await using var other = await AppProcess.StartAsync(postgres.ConnectionString, simulator.BaseUrl, settings);
            using var last = new EventClient(other.Http.BaseAddress!, lastEventId: id);
            while (!ended.SetEquals(expected))
            {
                await last.ConnectSuccessfullyAsync();
                // The stream ends by its age; nothing is lost by that either.
                while (await last.NextAsync() is { } next)
                    Note(next, ended);
            }
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Streams_AreLimited_AndEndAtOnceWithTheApplication()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        await using var database = await LocalPostgres.Testing.PostgresDatabase.CreateAsync();
        await using var app = await AppProcess.StartAsync(database.ConnectionString, simulator.BaseUrl, ("IMPORT_EVENT_STREAMS", "2"));
        using var first = new EventClient(app.Http.BaseAddress!);
        using var second = new EventClient(app.Http.BaseAddress!, "?user_id=alice&platform=lichess");
        using var third = new EventClient(app.Http.BaseAddress!);
        await first.ConnectSuccessfullyAsync();
        await second.ConnectSuccessfullyAsync();
        var refusal = await third.ConnectAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
        Assert.NotNull(refusal.Headers.RetryAfter);
        Assert.Equal("application/problem+json", refusal.Content.Headers.ContentType!.MediaType);

        second.Disconnect();
        var watch = Stopwatch.StartNew();
        while ((await third.ConnectAsync()).StatusCode != HttpStatusCode.OK)
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "The place of a client that went stays taken.");

        await app.TerminateAsync();
        foreach (var stream in new[] { first, third })
        {
            while (await stream.NextAsync() is not null)
            {
                // What was sent before the end.
            }
        }

        Assert.Equal(0, await app.ExitAsync());
    }

    static bool Note((string Type, JsonElement Data) next, HashSet<string> ended) =>
        next.Type == "progress" && AppProcess.Status(next.Data) == "completed" && ended.Add(next.Data.GetProperty("user_id").GetString()!);
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ImportFunctions.Games.Runs;
using ImportFunctions.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace ImportFunctions.Tests.Gate;

/// <summary>Limits, queue, cancellation and time limit on the real engine.</summary>
public sealed class GateHostTests : IAsyncLifetime
{
    readonly PostgresFixture _postgres = new();
    readonly StandInProvider _provider = new();

    public Task InitializeAsync() => _postgres.InitializeAsync();

    public Task DisposeAsync() => _postgres.DisposeAsync();

    [Fact]
    public async Task Queue_AsItMoves_PositionsAndWaitsGoDown()
    {
        await using var host = await StartAsync(new ImportLimits { MaxConcurrentImports = 1 });
        await host.PostAsync("measured");
        await _provider.Working("measured");
        await Task.Delay(TimeSpan.FromSeconds(2));
        _provider.Finish("measured");
        await host.EndAsync("measured");

        string[] users = ["q1", "q2", "q3", "q4"];
        await host.PostAsync(users[0]);
        await _provider.Working(users[0]);
        foreach (var user in users[1..])
        {
            await host.PostAsync(user);
            await host.QueuedAsync(user);
        }

        var waits = new List<double>();
        for (var moved = 0; moved < 3; moved++)
        {
            var last = await host.ProgressWhenAsync("q4", p => p.GetProperty("queue_position") is { ValueKind: JsonValueKind.Number } place
                && place.GetInt32() == 3 - moved);
            waits.Add(last.GetProperty("estimated_wait_seconds").GetDouble());
            _provider.Finish(users[moved]);
        }

        await _provider.Working("q4");
        _provider.Finish("q4");
        await host.EndAsync("q4");
        Assert.Equal(waits.OrderDescending(), waits);
        // Two seconds were measured: three places take six, less what the holder has had.
        Assert.InRange(waits[0], 4, 60);
        Assert.True(waits[2] < waits[0] / 2, string.Join(", ", waits));
        Assert.Equal(["measured", .. users], _provider.Order);
    }

    [Fact]
    public async Task Queue_PremiumComesFirst_AndScheduledLast()
    {
        await using var host = await StartAsync(new ImportLimits { MaxConcurrentImports = 1 });
        await host.PostAsync("holder");
        await _provider.Working("holder");
        foreach (var (user, priority) in new[] { ("s", "scheduled"), ("i1", "interactive"), ("p", "premium"), ("i2", "interactive") })
        {
            await host.PostAsync(user, priority);
            await host.QueuedAsync(user);
        }

        Assert.Equal(["p", "i1", "i2", "s"], (await host.GateAsync()).Queue);
        foreach (var user in new[] { "holder", "p", "i1", "i2", "s" })
            _provider.Finish(user);
        await host.EndAsync("s");
        Assert.Equal(["holder", "p", "i1", "i2", "s"], _provider.Order);
    }

    [Fact]
    public async Task Start_ManyAtOnce_ExactlyAsManyAsTheQueueHolds_Others503()
    {
        await using var host = await StartAsync(new ImportLimits { MaxConcurrentImports = 2, MaxQueuedImports = 5 });
        var responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(n =>
            host.Http.PostAsJsonAsync("api/v1/import-more-games", new { user_id = $"many{n}", platform = "lichess" })));
        Assert.Equal(7, responses.Count(r => r.StatusCode == HttpStatusCode.Accepted));
        var refused = responses.Where(r => r.StatusCode != HttpStatusCode.Accepted).ToList();
        Assert.All(refused, r => Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (r.StatusCode, r.Headers.RetryAfter is not null)));

        for (var n = 0; n < 40; n++)
            _provider.Finish($"many{n}");
        // A gate without anybody may also be one that nobody has reached yet.
        foreach (var (response, n) in responses.Select((response, n) => (response, n)).Where(r => r.response.StatusCode == HttpStatusCode.Accepted))
            await host.EndAsync($"many{n}");
        await host.UntilAsync(gate => gate is { Holders: [], Queue: [] });
        Assert.Equal(7, _provider.Order.Count);
        Assert.InRange(_provider.Most, 1, 2);
        await host.PostAsync("afterwards");
        _provider.Finish("afterwards");
        await host.EndAsync("afterwards");
    }

    [Fact]
    public async Task Start_ThreeTimesAnHour_TheFourthIs429UntilTheFirstIsAnHourOld()
    {
        await using var host = await StartAsync(new ImportLimits { ImportsPerUserPerHour = 3 });
        _provider.Finish("often");
        for (var n = 0; n < 3; n++)
        {
            await host.PostAsync("often");
            await host.EndAsync("often");
        }

        using var fourth = await host.Http.PostAsJsonAsync("api/v1/import-more-games", new { user_id = "Often", platform = "lichess" });
        Assert.Equal(HttpStatusCode.TooManyRequests, fourth.StatusCode);
        Assert.InRange(fourth.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 30, 60);
        Assert.Equal("application/problem+json", fourth.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_StopsThePage_AndTheNextGetsTheSlot(bool askedOfAnotherProcess)
    {
        await using var host = await StartAsync(new ImportLimits { MaxConcurrentImports = 1 });
        await host.PostAsync("stopped");
        await _provider.Working("stopped");
        await host.PostAsync("next");
        await host.QueuedAsync("next");

        if (askedOfAnotherProcess)
        {
            // All that reaches this process of a wish that another one was told is the row.
            Assert.Single(await host.Services.GetRequiredService<ImportRunStore>().RequestCancelAsync("lichess-stopped", default));
        }
        else
        {
            using var response = await host.Http.DeleteAsync("api/v1/import-more-games/stopped/lichess");
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        await _provider.Stopped("stopped");
        await _provider.Working("next");
        Assert.Equal(1, _provider.Most);
        Assert.Equal("cancelled", (await host.EndAsync("stopped")).GetProperty("status").GetString());
        _provider.Finish("next");
        await host.EndAsync("next");
    }

    [Fact]
    public async Task TimeLimit_StopsThePage_FailsAsTimeout_AndTheNextGetsTheSlot()
    {
        await using var host = await StartAsync(new ImportLimits { MaxConcurrentImports = 1, ImportTimeLimit = TimeSpan.FromSeconds(2) });
        await host.PostAsync("endless");
        await _provider.Working("endless");
        await host.PostAsync("next");
        await _provider.Stopped("endless");
        _provider.Finish("next");

        var end = await host.EndAsync("endless");
        Assert.Equal(("failed", "timeout", true), (end.GetProperty("status").GetString(),
            end.GetProperty("error").GetProperty("code").GetString(), end.GetProperty("error").GetProperty("retryable").GetBoolean()));
        Assert.Equal("completed", (await host.EndAsync("next")).GetProperty("status").GetString());
        Assert.Equal(1, _provider.Most);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public async Task SlotLimit_ChangedByARestartWithImportsRunning_LosesNobody(int before, int after)
    {
        string[] users = ["l1", "l2", "l3", "l4", "l5"];
        await using (var host = await StartAsync(new ImportLimits { MaxConcurrentImports = before }))
        {
            foreach (var user in users)
            {
                await host.PostAsync(user);
                await host.UntilAsync(gate => gate.Holders.Concat(gate.Queue).Contains(user));
            }

            foreach (var user in users[..before])
                await _provider.Working(user);
        }

        var restarted = new StandInProvider();
        await using var again = await GateHost.StartAsync(_postgres.ConnectionString, restarted, new ImportLimits { MaxConcurrentImports = after });
        var most = Math.Max(before, after);
        await again.UntilAsync(gate => gate.Holders.Count == most);
        Assert.Equal(users[..most], (await again.GateAsync()).Holders);
        Assert.Equal(users[most..], (await again.GateAsync()).Queue);
        // Those who had a slot keep it, and nobody else gets one before there are fewer holders than slots.
        for (var n = 0; n < users.Length; n++)
        {
            await restarted.Working(users[n]);
            restarted.Finish(users[n]);
            var left = Math.Max(0, users.Length - n - 1);
            await again.UntilAsync(gate => !gate.Holders.Contains(users[n])
                && gate.Holders.Count == Math.Min(left, Math.Max(after, before - n - 1)));
        }

        foreach (var user in users)
            Assert.Equal("completed", (await again.EndAsync(user)).GetProperty("status").GetString());
        Assert.Equal(users, restarted.Order.Order());
    }

    Task<GateHost> StartAsync(ImportLimits limits) => GateHost.StartAsync(_postgres.ConnectionString, _provider, limits);
}

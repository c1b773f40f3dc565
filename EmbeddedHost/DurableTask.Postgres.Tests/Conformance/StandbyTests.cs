using System.Collections.Concurrent;
using Microsoft.DurableTask;

namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>Two applications on one hub: one works, the other serves its clients and takes over.</summary>
public class StandbyTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    static DurableTaskRegistry Steps(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<int, int>("Steps", async (context, count) =>
        {
            var sum = 0;
            for (var i = 0; i < count; i++)
            {
                sum += await context.CallActivityAsync<int>("One", i);
                await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            }

            return sum;
        })
        .AddOrchestratorFunc<string, string>("Wait", async (context, input) => input + await context.WaitForExternalEvent<string>("End"));

    [Fact]
    public async Task Standby_Client_StartsRaisesAndWaits()
    {
        var app = await StartAsync(tasks => Steps(tasks).AddActivityFunc<int, int>("One", (_, _) => 1));
        await using var other = await app.StartAnotherAsync();

        Assert.Equal(3, await other.RunAsync<int>("Steps", 3));
        var id = await other.ScheduleAsync("Wait", "x");
        await other.Client.RaiseEventAsync(id, "End", "y", ConformanceApp.Timeout);
        Assert.Equal("xy", ConformanceApp.Completed(await other.FinishAsync(id)).ReadOutputAs<string>());
        Assert.Equal("xy", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Standby_EventRightAfterTheStart_IsNotLost()
    {
        var app = await StartAsync(tasks => Steps(tasks).AddActivityFunc<int, int>("One", (_, _) => 1));
        await using var other = await app.StartAnotherAsync();
        await app.RoundTripAsync();

        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => StartAndRaiseAsync(other)));
    }

    [Fact]
    public async Task Application_TakingTheHub_LosesNoEvent()
    {
        for (var i = 0; i < 10; i++)
        {
            await using var app = await StartAsync(tasks => Steps(tasks).AddActivityFunc<int, int>("One", (_, _) => 1));
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAndRaiseAsync(app)));
        }
    }

    [Fact]
    public async Task OneHub_TwoWorkers_RunEachActivityOnce()
    {
        ConcurrentQueue<int> runs = new();
        var app = await StartAsync(tasks => Steps(tasks).AddActivityFunc<int, int>("One", (_, i) =>
        {
            runs.Enqueue(i);
            return 1;
        }));
        await using var other = await app.StartAnotherAsync();

        var sums = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? app : other).RunAsync<int>("Steps", 5)));
        Assert.Equal(100, sums.Sum());
        Assert.Equal(100, runs.Count);
    }

    [Fact]
    public async Task Standby_TakesOverWhenTheWorkingOneStops()
    {
        var app = await StartAsync(tasks => Steps(tasks).AddActivityFunc<int, int>("One", (_, _) => 1));
        var other = await app.StartAnotherAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.ScheduleAsync("Steps", 20)));
        await app.Client.WaitForInstanceStartAsync(ids[0], ConformanceApp.Timeout);
        await app.DisposeAsync();

        var results = await Task.WhenAll(ids.Select(other.FinishAsync));
        Assert.All(results, result => Assert.Equal(20, ConformanceApp.Completed(result).ReadOutputAs<int>()));
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Applications_ComingAndGoing_LoseNothing()
    {
        var app = await StartAsync(tasks => Steps(tasks).AddActivityFunc<int, int>("One", (_, _) => 1));
        var current = await app.StartAnotherAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.ScheduleAsync("Steps", 30)));
        await app.DisposeAsync();
        for (var i = 0; i < 4; i++)
        {
            var next = await current.StartAnotherAsync();
            await current.DisposeAsync();
            current = next;
            Assert.Equal(1, await current.RunAsync<int>("Steps", 1));
        }

        var results = await Task.WhenAll(ids.Select(current.FinishAsync));
        Assert.All(results, result => Assert.Equal(30, ConformanceApp.Completed(result).ReadOutputAs<int>()));
        await current.DisposeAsync();
    }

    static async Task StartAndRaiseAsync(ConformanceApp app)
    {
        var id = await app.ScheduleAsync("Wait", "x");
        await app.Client.RaiseEventAsync(id, "End", "y", ConformanceApp.Timeout);
        Assert.Equal("xy", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }
}

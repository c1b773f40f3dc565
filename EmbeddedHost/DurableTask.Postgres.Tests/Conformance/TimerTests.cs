using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTask.Postgres.Tests.Conformance;

public class TimerTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    [Fact]
    public async Task Timer_Delay_IsNeverShorterThanAsked()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", async context =>
        {
            var start = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromMilliseconds(300), CancellationToken.None);
            return context.CurrentUtcDateTime - start;
        }));

        Assert.InRange(await app.RunAsync<TimeSpan>("Wait"), TimeSpan.FromMilliseconds(300), TimeSpan.MaxValue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    public async Task Timer_NotInTheFuture_FiresAtOnce(int seconds)
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, string>("Wait", async (context, input) =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(input), CancellationToken.None);
            return "fired";
        }));

        Assert.Equal("fired", await app.RunAsync<string>("Wait", seconds));
    }

    [Fact]
    public async Task Timers_Several_FireInTheOrderOfTheirTimes()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", async context =>
        {
            List<int> fired = [];
            await Task.WhenAll(new[] { 400, 100, 250 }.Select(async delay =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(delay), CancellationToken.None);
                fired.Add(delay);
            }));
            return fired;
        }));

        var results = await app.RunAsync<int[]>("Wait");
        Assert.Equal([100, 250, 400], results);
    }

    [Fact]
    public async Task Timer_Cancelled_ThrowsAndDoesNotHoldTheOrchestration()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Cancel", async context =>
        {
            using var cancellation = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(1), cancellation.Token);
            await context.CallActivityAsync("Nothing");
            cancellation.Cancel();
            try
            {
                await timer;
                return "fired";
            }
            catch (OperationCanceledException)
            {
                return "cancelled";
            }
        }).AddActivityFunc("Nothing", _ => { }));

        Assert.Equal("cancelled", await app.RunAsync<string>("Cancel"));
    }

    [Fact]
    public async Task Timer_LosesTheRace_TheOrchestrationEndsWithoutIt()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Race", async context =>
        {
            using var cancellation = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(1), cancellation.Token);
            var work = context.CallActivityAsync<string>("Work");
            var winner = await Task.WhenAny(timer, work);
            cancellation.Cancel();
            return winner == work ? await work : "timeout";
        }).AddActivityFunc<string>("Work", _ => "worked"));

        Assert.Equal("worked", await app.RunAsync<string>("Race"));
    }

    [Fact]
    public async Task Timer_WinsTheRace_TheActivityIsNotWaitedFor()
    {
        var hold = new Gate();
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Race", async context =>
        {
            var timer = context.CreateTimer(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            var winner = await Task.WhenAny(timer, context.CallActivityAsync("Work"));
            return winner == timer ? "timeout" : "worked";
        }).AddActivityFunc("Work", async _ => await hold.WaitAsync()));

        Assert.Equal("timeout", await app.RunAsync<string>("Race"));
        hold.Open();
    }

    [Fact]
    public async Task Timer_LongerThanTheMaximumInterval_StillFiresOnce()
    {
        var app = await StartAsync(
            tasks => tasks.AddOrchestratorFunc("Wait", async context =>
            {
                var start = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromMilliseconds(350), CancellationToken.None);
                return context.CurrentUtcDateTime - start;
            }),
            services => services.Configure<DurableTaskWorkerOptions>(
                options => options.MaximumTimerInterval = TimeSpan.FromMilliseconds(100)));

        Assert.InRange(await app.RunAsync<TimeSpan>("Wait"), TimeSpan.FromMilliseconds(350), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task Timer_DueWhileTheApplicationIsDown_FiresAfterTheStart()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Wait", async context =>
        {
            await context.CreateTimer(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            return "fired";
        }));

        var id = await app.ScheduleAsync("Wait");
        await app.Client.WaitForInstanceStartAsync(id, ConformanceApp.Timeout);
        await app.RestartAsync();

        Assert.Equal("fired", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Timers_Thousand_AllFire()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Many", async context =>
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(
                i => context.CreateTimer(TimeSpan.FromMilliseconds(i % 50), CancellationToken.None)));
            return 1000;
        }));

        Assert.Equal(1000, await app.RunAsync<int>("Many"));
    }
}

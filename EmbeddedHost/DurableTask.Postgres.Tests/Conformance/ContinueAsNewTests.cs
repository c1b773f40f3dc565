using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres.Tests.Conformance;

public class ContinueAsNewTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public async Task Loop_EachGeneration_GetsItsInput(int generations)
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int>("Loop", async (context, value) =>
            {
                var next = await context.CallActivityAsync<int>("PlusOne", value);
                if (next < generations)
                    context.ContinueAsNew(next);
                return next;
            })
            .AddActivityFunc<int, int>("PlusOne", (_, value) => value + 1));

        Assert.Equal(generations, await app.RunAsync<int>("Loop", 0));
    }

    [Fact]
    public async Task Events_NotConsumed_GoToTheNextGeneration()
    {
        const int Events = 10;
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Count", async (context, count) =>
        {
            await context.WaitForExternalEvent<int>("Tick");
            if (count + 1 < Events)
                context.ContinueAsNew(count + 1, preserveUnprocessedEvents: true);
            return count + 1;
        }));

        var id = await app.ScheduleAsync("Count", 0);
        for (var i = 0; i < Events; i++)
            await app.Client.RaiseEventAsync(id, "Tick", i, ConformanceApp.Timeout);
        Assert.Equal(Events, ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Events_NotPreserved_AreGoneInTheNextGeneration()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc<bool, string?>("Forget", async (context, again) =>
        {
            if (!again)
            {
                await context.WaitForExternalEvent<string>("Go");
                context.ContinueAsNew(true, preserveUnprocessedEvents: false);
                return null;
            }

            context.SetCustomStatus("second");
            return await context.WaitForExternalEvent<string>("Item");
        }));

        var id = await app.ScheduleAsync("Forget", false);
        await app.Client.RaiseEventAsync(id, "Item", "old", ConformanceApp.Timeout);
        await app.Client.RaiseEventAsync(id, "Go", "", ConformanceApp.Timeout);
        await app.UntilAsync(id, instance => instance.SerializedCustomStatus is not null);
        await app.Client.RaiseEventAsync(id, "Item", "new", ConformanceApp.Timeout);
        Assert.Equal("new", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Generations_ShareOneInstance()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, string>("Loop", (context, generation) =>
        {
            context.SetCustomStatus(generation);
            if (generation < 3)
                context.ContinueAsNew(generation + 1);
            return context.InstanceId;
        }));

        var options = new StartOrchestrationOptions("one") { Tags = new Dictionary<string, string> { ["a"] = "b" } };
        var instance = ConformanceApp.Completed(await app.RunAsync("Loop", 0, options));
        Assert.Equal("one", instance.ReadOutputAs<string>());
        Assert.Equal(3, instance.ReadCustomStatusAs<int>());
        Assert.Equal(3, instance.ReadInputAs<int>());
        Assert.Equal("b", instance.Tags["a"]);
        Assert.Single(await app.Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: "one")).ToListAsync());
    }

    [Fact]
    public async Task Timer_LeftBehind_DoesNotReachTheNextGeneration()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Loop", async (context, generation) =>
        {
            _ = context.CreateTimer(TimeSpan.FromMilliseconds(50), CancellationToken.None);
            _ = context.CallActivityAsync<string>("Text");
            if (generation < 5)
            {
                context.ContinueAsNew(generation + 1);
                return 0;
            }

            await context.CreateTimer(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            return generation;
        }).AddActivityFunc<string>("Text", _ => "text"));

        Assert.Equal(5, await app.RunAsync<int>("Loop", 0));
    }

    [Fact]
    public async Task Restart_InTheMiddle_KeepsTheGeneration()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Loop", async (context, generation) =>
        {
            context.SetCustomStatus(generation);
            await context.WaitForExternalEvent<string>("Next");
            if (generation < 2)
                context.ContinueAsNew(generation + 1);
            return generation;
        }));

        var id = await app.ScheduleAsync("Loop", 0);
        for (var generation = 0; generation < 3; generation++)
        {
            await app.UntilAsync(id, instance => instance.ReadCustomStatusAs<int?>() == generation);
            await app.RestartAsync();
            await app.Client.RaiseEventAsync(id, "Next", "", ConformanceApp.Timeout);
        }

        Assert.Equal(2, ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task NewVersion_IsTheNextGenerationsVersion()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("Loop", new TaskVersion("1"), (context, _) =>
            {
                context.ContinueAsNew(new ContinueAsNewOptions { NewInput = "from 1", NewVersion = "2" });
                return Task.FromResult("");
            })
            .AddOrchestratorFunc<string, string>(
                "Loop", new TaskVersion("2"), (context, input) => Task.FromResult($"{input} in {context.Version}")));

        Assert.Equal("from 1 in 2", await app.RunAsync<string>("Loop", "", new StartOrchestrationOptions { Version = "1" }));
    }
}

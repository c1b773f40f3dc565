using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>Listing and purging.</summary>
public class QueryTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    static void Waiting(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<string, string>("Wait", async (context, input) => input + await context.WaitForExternalEvent<string>("End"))
        .AddOrchestratorFunc<string, string>("Echo", (_, input) => input)
        .AddOrchestratorFunc("Fail", (TaskOrchestrationContext _) => throw new InvalidOperationException("failed"))
        .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync<string>(
            "Echo", "x", new SubOrchestrationOptions(instanceId: "child")));

    [Fact]
    public async Task Query_Pages_GiveEveryInstanceOnce()
    {
        var app = await StartAsync(Waiting);
        await Task.WhenAll(Enumerable.Range(0, 25).Select(i => app.RunAsync("Echo", "x", new StartOrchestrationOptions($"i{i:D2}"))));

        List<Page<OrchestrationMetadata>> pages = [];
        await foreach (var page in app.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 10)).AsPages())
            pages.Add(page);
        Assert.Equal(3, pages.Count(page => page.Values.Count > 0));
        Assert.All(pages, page => Assert.InRange(page.Values.Count, 0, 10));
        Assert.Null(pages[^1].ContinuationToken);
        Assert.Equal(
            Enumerable.Range(0, 25).Select(i => $"i{i:D2}"),
            pages.SelectMany(page => page.Values).Select(instance => instance.InstanceId).Order(StringComparer.Ordinal));

        var rest = await app.Client.GetAllInstancesAsync(
            new OrchestrationQuery(PageSize: 10, ContinuationToken: pages[0].ContinuationToken)).ToListAsync();
        Assert.Equal(15, rest.Count);
        Assert.Empty(rest.Select(instance => instance.InstanceId).Intersect(pages[0].Values.Select(instance => instance.InstanceId)));
    }

    [Fact]
    public async Task Query_Filters_MustAllHold()
    {
        var app = await StartAsync(Waiting);
        await app.RunAsync("Echo", "x", new StartOrchestrationOptions("a-1"));
        await app.RunAsync("Fail", null, new StartOrchestrationOptions("a-2"));
        await app.ScheduleAsync("Wait", "x", new StartOrchestrationOptions("b_1"));
        await app.Client.WaitForInstanceStartAsync("b_1", ConformanceApp.Timeout);
        await app.ScheduleAsync("Echo", "x", new StartOrchestrationOptions("b%2", DateTimeOffset.UtcNow.AddHours(1)));

        Assert.Equal(["a-1", "a-2", "b%2", "b_1"], await IdsAsync(app, null));
        Assert.Equal(["a-1", "a-2"], await IdsAsync(app, new OrchestrationQuery(InstanceIdPrefix: "a-")));
        Assert.Equal(["b%2"], await IdsAsync(app, new OrchestrationQuery(InstanceIdPrefix: "b%")));
        Assert.Equal(["b_1"], await IdsAsync(app, new OrchestrationQuery(InstanceIdPrefix: "b_")));
        Assert.Equal(["a-2"], await IdsAsync(app, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Failed])));
        Assert.Equal(
            ["b%2", "b_1"],
            await IdsAsync(
                app, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running])));
        Assert.Empty(await IdsAsync(
            app, new OrchestrationQuery(InstanceIdPrefix: "a-", Statuses: [OrchestrationRuntimeStatus.Running])));
    }

    [Fact]
    public async Task Query_CreationTimes_Bound()
    {
        var app = await StartAsync(Waiting);
        var first = await app.RunAsync("Echo", "x", new StartOrchestrationOptions("first"));
        var second = await app.RunAsync("Echo", "x", new StartOrchestrationOptions("second"));
        Assert.True(first.CreatedAt < second.CreatedAt);

        Assert.Equal(["second"], await IdsAsync(app, new OrchestrationQuery(CreatedFrom: second.CreatedAt)));
        Assert.Equal(["first"], await IdsAsync(app, new OrchestrationQuery(CreatedTo: second.CreatedAt.AddMicroseconds(-1))));
        Assert.Empty(await IdsAsync(app, new OrchestrationQuery(CreatedFrom: DateTimeOffset.UtcNow.AddHours(1))));
    }

    [Fact]
    public async Task Query_InputsAndOutputs_OnlyWhenAskedFor()
    {
        var app = await StartAsync(Waiting);
        await app.RunAsync("Echo", "x");
        Assert.Null(Assert.Single(await app.Client.GetAllInstancesAsync().ToListAsync()).SerializedOutput);
        var full = Assert.Single(await app.Client.GetAllInstancesAsync(new OrchestrationQuery(FetchInputsAndOutputs: true)).ToListAsync());
        Assert.Equal(("x", "x"), (full.ReadInputAs<string>(), full.ReadOutputAs<string>()));
    }

    [Fact]
    public async Task Query_Entities_AreNotListed()
    {
        var app = await StartAsync(tasks => tasks.AddEntity<Cell>());
        await app.Entities.SignalEntityAsync(new(nameof(Cell), "one"), "Set", 1, cancellation: ConformanceApp.Timeout);
        await ConformanceApp.UntilAsync(
            () => app.Entities.GetEntityAsync(new(nameof(Cell), "one"), ConformanceApp.Timeout), entity => entity is not null);
        Assert.Empty(await IdsAsync(app, null));
    }

    [Fact]
    public async Task Purge_FinishedInstance_IsGone()
    {
        var app = await StartAsync(Waiting);
        var id = (await app.RunAsync("Echo", "x")).InstanceId;
        Assert.Equal(1, (await app.Client.PurgeInstanceAsync(id, ConformanceApp.Timeout)).PurgedInstanceCount);
        Assert.Null(await app.Client.GetInstanceAsync(id, ConformanceApp.Timeout));
        Assert.Equal(0, (await app.Client.PurgeInstanceAsync(id, ConformanceApp.Timeout)).PurgedInstanceCount);
        Assert.Equal("again", await app.RunAsync<string>("Echo", "again", new StartOrchestrationOptions(id)));
    }

    [Fact]
    public async Task Purge_RunningInstance_IsLeftAlone()
    {
        var app = await StartAsync(Waiting);
        var id = await app.ScheduleAsync("Wait", "x");
        await app.Client.WaitForInstanceStartAsync(id, ConformanceApp.Timeout);
        Assert.Equal(0, (await app.Client.PurgeInstanceAsync(id, ConformanceApp.Timeout)).PurgedInstanceCount);
        await app.Client.RaiseEventAsync(id, "End", "y", ConformanceApp.Timeout);
        Assert.Equal("xy", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Purge_Recursive_TakesTheChildrenAlong(bool recursive, int expected)
    {
        var app = await StartAsync(Waiting);
        var id = (await app.RunAsync("Parent")).InstanceId;
        var purged = await app.Client.PurgeInstanceAsync(id, new PurgeInstanceOptions(recursive), ConformanceApp.Timeout);
        Assert.Equal(expected, purged.PurgedInstanceCount);
        Assert.Equal(recursive, await app.Client.GetInstanceAsync("child", ConformanceApp.Timeout) is null);
    }

    [Fact]
    public async Task PurgeAll_Filter_TakesWhatMatches()
    {
        var app = await StartAsync(Waiting);
        for (var i = 0; i < 5; i++)
            await app.RunAsync("Echo", "x", new StartOrchestrationOptions($"done{i}"));
        await app.RunAsync("Fail", null, new StartOrchestrationOptions("failed"));
        await app.ScheduleAsync("Wait", "x", new StartOrchestrationOptions("running"));
        await app.Client.WaitForInstanceStartAsync("running", ConformanceApp.Timeout);
        var third = (await app.GetAsync("done2")).CreatedAt;

        var early = await app.Client.PurgeInstancesAsync(null, third.AddMicroseconds(-1), ConformanceApp.Timeout);
        Assert.Equal(2, early.PurgedInstanceCount);
        var completed = await app.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Completed]), ConformanceApp.Timeout);
        Assert.Equal(3, completed.PurgedInstanceCount);
        Assert.Equal(["failed", "running"], await IdsAsync(app, null));
        Assert.Equal(1, (await app.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), ConformanceApp.Timeout)).PurgedInstanceCount);
        Assert.Equal(["running"], await IdsAsync(app, null));
    }

    static async Task<List<string>> IdsAsync(ConformanceApp app, OrchestrationQuery? query)
        => await app.Client.GetAllInstancesAsync(query).Select(instance => instance.InstanceId).Order(StringComparer.Ordinal).ToListAsync();

    sealed class Cell : Microsoft.DurableTask.Entities.TaskEntity<int>
    {
        public void Set(int value) => State = value;
    }
}

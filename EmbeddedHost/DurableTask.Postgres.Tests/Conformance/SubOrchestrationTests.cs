using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres.Tests.Conformance;

public class SubOrchestrationTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    [Fact]
    public async Task Nested_Results_AddUp()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Sum", async (context, depth) =>
            depth == 0 ? 0 : depth + await context.CallSubOrchestratorAsync<int>("Sum", depth - 1)));

        Assert.Equal(15, await app.RunAsync<int>("Sum", 5));
    }

    [Fact]
    public async Task FanOut_HundredChildren_AllAnswer()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int>("Parent", async (context, count) =>
                (await Task.WhenAll(Enumerable.Range(1, count).Select(i => context.CallSubOrchestratorAsync<int>("Child", i)))).Sum())
            .AddOrchestratorFunc<int, int>("Child", (context, i) => context.CallActivityAsync<int>("Same", i))
            .AddActivityFunc<int, int>("Same", (_, i) => i));

        Assert.Equal(5050, await app.RunAsync<int>("Parent", 100));
    }

    [Fact]
    public async Task Child_GivenId_IsAnInstanceThatKnowsItsParent()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Child", null, new SubOrchestrationOptions(instanceId: context.InstanceId + ":child")))
            .AddOrchestratorFunc("Child", context => $"{context.Parent?.Name.Name} {context.Parent?.InstanceId} {context.InstanceId}"));

        Assert.Equal("Parent p p:child", await app.RunAsync<string>("Parent", null, new StartOrchestrationOptions("p")));
        var child = await app.GetAsync("p:child");
        Assert.Equal(("Child", OrchestrationRuntimeStatus.Completed), (child.Name, child.RuntimeStatus));
    }

    [Fact]
    public async Task Child_WithoutId_HasAnIdOfItsOwn()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => Task.WhenAll(
                context.CallSubOrchestratorAsync<string>("Child"), context.CallSubOrchestratorAsync<string>("Child")))
            .AddOrchestratorFunc("Child", context => context.InstanceId));

        var ids = await app.RunAsync<string[]>("Parent", null, new StartOrchestrationOptions("p"));
        Assert.Equal(3, ids.Append("p").Distinct().Count());
        Assert.All(ids, id => Assert.NotEmpty(id));
    }

    [Fact]
    public async Task TopLevel_Parent_IsNull()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Top", context => context.Parent is null));
        Assert.True(await app.RunAsync<bool>("Top"));
    }

    [Fact]
    public async Task Child_Tags_AreItsOwn()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync(
                "Child", new SubOrchestrationOptions(instanceId: "child") { Tags = new Dictionary<string, string> { ["kind"] = "child" } }))
            .AddOrchestratorFunc("Child", _ => { }));

        ConformanceApp.Completed(await app.RunAsync("Parent"));
        Assert.Equal(new Dictionary<string, string> { ["kind"] = "child" }, (await app.GetAsync("child")).Tags);
    }

    [Fact]
    public async Task Unawaited_Child_OutlivesItsParent()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context =>
            {
                _ = context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions(instanceId: "child"));
            })
            .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<string>("Go")));

        ConformanceApp.Completed(await app.RunAsync("Parent"));
        await app.Client.WaitForInstanceStartAsync("child", ConformanceApp.Timeout);
        await app.Client.RaiseEventAsync("child", "Go", "went", ConformanceApp.Timeout);
        Assert.Equal("went", ConformanceApp.Completed(await app.FinishAsync("child")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Child_Failure_CarriesTheWholeChainOfCauses()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync("Child"))
            .AddOrchestratorFunc("Child", context => context.CallActivityAsync("Fail"))
            .AddActivityFunc(
                "Fail", (TaskActivityContext _) => throw new InvalidOperationException("outer", new FormatException("inner"))));

        var failure = Failure(await app.RunAsync("Parent"));
        Assert.Equal(typeof(TaskFailedException).FullName, failure.ErrorType);
        Assert.Contains("'Child'", failure.ErrorMessage, StringComparison.Ordinal);
        var child = failure.InnerFailure!;
        Assert.Equal(typeof(TaskFailedException).FullName, child.ErrorType);
        Assert.Contains("'Fail'", child.ErrorMessage, StringComparison.Ordinal);
        var activity = child.InnerFailure!;
        Assert.Equal((typeof(InvalidOperationException).FullName, "outer"), (activity.ErrorType, activity.ErrorMessage));
        Assert.Equal((typeof(FormatException).FullName, "inner"), (activity.InnerFailure!.ErrorType, activity.InnerFailure.ErrorMessage));
        Assert.Null(activity.InnerFailure.InnerFailure);
    }

    [Fact]
    public async Task Child_FailsTwice_IsRepeatedByThePolicyUnderTheSameId()
    {
        var attempts = 0;
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Child",
                new SubOrchestrationOptions(TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(1))), "child")))
            .AddOrchestratorFunc("Child", context => context.CallActivityAsync<string>("Flaky"))
            .AddActivityFunc("Flaky", (TaskActivityContext _) =>
                Interlocked.Increment(ref attempts) < 3 ? throw new TimeoutException("not yet") : $"attempt {attempts}"));

        Assert.Equal("attempt 3", await app.RunAsync<string>("Parent"));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.GetAsync("child")).RuntimeStatus);
    }

    [Fact]
    public async Task Child_ContinuesAsNew_AnswersItsParentAtTheEnd()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync<int>("Child", 0))
            .AddOrchestratorFunc<int, int>("Child", (context, generation) =>
            {
                if (generation < 5)
                    context.ContinueAsNew(generation + 1);
                return generation;
            }));

        Assert.Equal(5, await app.RunAsync<int>("Parent"));
    }
}

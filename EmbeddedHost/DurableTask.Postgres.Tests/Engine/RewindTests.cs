using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres.Tests.Engine;

public class RewindTests(PostgresFixture postgres) : EngineTest(postgres)
{
    readonly ConcurrentDictionary<string, int> _runs = new();
    volatile bool _broken = true;

    [Fact]
    public async Task FailedActivity_RunsAgain_AndWhatSucceededDoesNot()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Import", async context =>
            {
                var first = await context.CallActivityAsync<string>("Work", "first");
                return first + "+" + await context.CallActivityAsync<string>("Work", "second!");
            })
            .AddActivityFunc<string, string>("Work", Work));
        var failed = await RunAsync("Import");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);

        _broken = false;
        await Client.RewindInstanceAsync(failed.InstanceId, "mended", Timeout);
        var rewound = await FinishAsync(failed.InstanceId);

        Assert.Equal("first+second!", Output<string>(rewound));
        Assert.Null(rewound.FailureDetails);
        Assert.Equal(failed.CreatedAt, rewound.CreatedAt);
        Assert.Equal(1, _runs["first"]);
        Assert.Equal(2, _runs["second!"]);
    }

    [Fact]
    public async Task FanOut_OnlyFailedBranches_RunAgain()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("FanOut", async context => await Task.WhenAll(
                new[] { "a", "b!", "c", "d!" }.Select(name => context.CallActivityAsync<string>("Work", name))))
            .AddActivityFunc<string, string>("Work", Work));
        var id = (await RunAsync("FanOut")).InstanceId;

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Equal(["a", "b!", "c", "d!"], Output<string[]>(await FinishAsync(id)));
        Assert.Equal(1, _runs["a"]);
        Assert.Equal(1, _runs["c"]);
        Assert.Equal(2, _runs["b!"]);
        Assert.Equal(2, _runs["d!"]);
    }

    [Fact]
    public async Task HandledFailure_StaysHandled()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Compensating", async context =>
            {
                string first;
                try
                {
                    first = await context.CallActivityAsync<string>("AlwaysBroken");
                }
                catch (TaskFailedException)
                {
                    first = await context.CallActivityAsync<string>("Work", "instead");
                }

                return first + "+" + await context.CallActivityAsync<string>("Work", "second!");
            })
            .AddActivityFunc("AlwaysBroken", string (TaskActivityContext _) => throw new InvalidOperationException("for good"))
            .AddActivityFunc<string, string>("Work", Work));
        var id = (await RunAsync("Compensating")).InstanceId;

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Equal("instead+second!", Output<string>(await FinishAsync(id)));
        Assert.Equal(1, _runs["instead"]);
    }

    [Fact]
    public async Task FailedChildren_AreRewoundToo()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", async context => await context.CallSubOrchestratorAsync<string>("Middle"))
            .AddOrchestratorFunc("Middle", async context =>
                await context.CallActivityAsync<string>("Work", "before") + await context.CallSubOrchestratorAsync<string>("Leaf"))
            .AddOrchestratorFunc("Leaf", async context => await context.CallActivityAsync<string>("Work", "leaf!"))
            .AddActivityFunc<string, string>("Work", Work));
        var id = (await RunAsync("Parent")).InstanceId;

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Equal("beforeleaf!", Output<string>(await FinishAsync(id)));
        Assert.Equal(1, _runs["before"]);
        Assert.Equal(2, _runs["leaf!"]);
    }

    [Fact]
    public async Task PurgedChild_IsStartedAnew()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Leaf", "leaf!", new SubOrchestrationOptions { InstanceId = "child" }))
            .AddOrchestratorFunc<string, string>("Leaf", (context, name) => context.CallActivityAsync<string>("Work", name))
            .AddActivityFunc<string, string>("Work", Work));
        var id = (await RunAsync("Parent")).InstanceId;
        Assert.Equal(1, (await Client.PurgeInstanceAsync("child", cancellation: Timeout)).PurgedInstanceCount);

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Equal("leaf!", Output<string>(await FinishAsync(id)));
    }

    [Fact]
    public async Task OrchestratorThatThrew_RunsItsLastStepAgain()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Faulty", async context =>
            {
                var name = await context.CallActivityAsync<string>("Work", "once");
                return _broken
                    ? throw new InvalidOperationException("a mistake")
                    : name + await context.CallActivityAsync<string>("Work", "then");
            })
            .AddActivityFunc<string, string>("Work", Work));
        var id = (await RunAsync("Faulty")).InstanceId;

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Equal("oncethen", Output<string>(await FinishAsync(id)));
        Assert.Equal(1, _runs["once"]);
    }

    [Fact]
    public async Task StillBroken_FailsAgain_AndCanBeRewoundAgain()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Import", context => context.CallActivityAsync<string>("Work", "x!"))
            .AddActivityFunc<string, string>("Work", Work));
        var id = (await RunAsync("Import")).InstanceId;

        await Client.RewindInstanceAsync(id, "too early", Timeout);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await FinishAsync(id)).RuntimeStatus);

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);
        Assert.Equal("x!", Output<string>(await FinishAsync(id)));
        Assert.Equal(3, _runs["x!"]);
    }

    [Fact]
    public async Task RewoundInstance_SurvivesARestart()
    {
        Action<DurableTaskRegistry> tasks = registry => registry
            .AddOrchestratorFunc("Import", async context =>
            {
                var first = await context.CallActivityAsync<string>("Work", "first!");
                return first + await context.WaitForExternalEvent<string>("Go");
            })
            .AddActivityFunc<string, string>("Work", Work);
        await StartAsync(tasks);
        var id = (await RunAsync("Import")).InstanceId;
        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);
        while (_runs["first!"] < 2)
            await Task.Delay(10, Timeout);

        await StopAsync();
        await StartAsync(tasks);
        await Client.RaiseEventAsync(id, "Go", " and on", Timeout);

        Assert.Equal("first! and on", Output<string>(await FinishAsync(id)));
    }

    [Fact]
    public async Task RewindWhileNobodyOwnsTheHub_IsTakenUpByTheNextOwner_WithTheEventsAfterIt()
    {
        Action<DurableTaskRegistry> tasks = registry => registry
            .AddOrchestratorFunc("Parent", async context =>
                await context.CallSubOrchestratorAsync<string>("Child") + await context.WaitForExternalEvent<string>("Go"))
            .AddOrchestratorFunc("Child", async context => await context.CallActivityAsync<string>("Work", "child!"))
            .AddActivityFunc<string, string>("Work", Work);
        await StartAsync(tasks);
        var id = (await RunAsync("Parent")).InstanceId;
        await StopAsync();

        _broken = false;
        await StartAsync(tasks, clientOnly: true);
        await Client.RewindInstanceAsync(id, "mended", Timeout);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await Client.GetInstanceAsync(id, Timeout))!.RuntimeStatus);
        await Client.RaiseEventAsync(id, "Go", " went", Timeout);
        await StopAsync();

        await StartAsync(tasks);
        Assert.Equal("child! went", Output<string>(await FinishAsync(id)));
    }

    [Fact]
    public async Task OnlyFailedInstances_CanBeRewound()
    {
        await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Done", _ => 1)
            .AddOrchestratorFunc("Waiting", async context => await context.WaitForExternalEvent<string>("Never")));
        var done = (await RunAsync("Done")).InstanceId;
        var waiting = await ScheduleAsync("Waiting");

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.RewindInstanceAsync(done, "", Timeout));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.RewindInstanceAsync(waiting, "", Timeout));
        await Assert.ThrowsAsync<ArgumentException>(() => Client.RewindInstanceAsync("unknown", "", Timeout));
        await Assert.ThrowsAsync<ArgumentException>(() => Client.RewindInstanceAsync("@entity@1", "", Timeout));
    }

    [Fact]
    public async Task CodeThatFitsNoHistory_FailsWithTheMismatch_AndCanBeRewoundWithMendedCode()
    {
        await StartAsync(tasks => Tasks(tasks, "first", "second!"));
        var id = (await RunAsync("Import")).InstanceId;
        await StopAsync();
        _broken = false;
        await StartAsync(tasks => Tasks(tasks, "somethingElse", "second!", "Other"));
        await Client.RewindInstanceAsync(id, "wrong code", Timeout);
        var failed = await FinishAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.RuntimeStatus);
        Assert.Contains("does not match its history", failed.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        await StopAsync();

        await StartAsync(tasks => Tasks(tasks, "first", "second!"));
        await Client.RewindInstanceAsync(id, "right code", Timeout);

        Assert.Equal("first+second!", Output<string>(await FinishAsync(id)));
        Assert.Equal(1, _runs["first"]);

        void Tasks(DurableTaskRegistry tasks, string first, string second, string activity = "Work") => tasks
            .AddOrchestratorFunc("Import", async context =>
                await context.CallActivityAsync<string>(activity, first) + "+" + await context.CallActivityAsync<string>("Work", second))
            .AddActivityFunc<string, string>("Work", Work);
    }

    string Work(TaskActivityContext context, string name)
    {
        _runs.AddOrUpdate(name, 1, (_, n) => n + 1);
        return _broken && name.EndsWith('!') ? throw new InvalidOperationException(name) : name;
    }
}

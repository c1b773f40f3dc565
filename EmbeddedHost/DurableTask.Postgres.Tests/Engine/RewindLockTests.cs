using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Engine;

/// <summary>Rewinding instances that failed inside a critical section: they go on when they have their locks again.</summary>
public class RewindLockTests(PostgresFixture postgres) : EngineTest(postgres)
{
    static readonly EntityInstanceId First = new("account", "1");
    static readonly EntityInstanceId Second = new("account", "2");

    readonly ConcurrentQueue<string> _effects = new();
    volatile bool _broken = true;

    [Fact]
    public async Task FailedInside_LocksAgain_AndGoesOnWhereItStood()
    {
        await StartAsync(Tasks);
        var id = (await RunAsync("Transfer")).InstanceId;

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Equal("1+1", Output<string>(await FinishAsync(id)));
        // What succeeded in the section did not happen again.
        Assert.Equal(["x!", "x!"], _effects);
        Assert.Equal((1, 1), (await BalanceAsync(First), await BalanceAsync(Second)));
        Assert.Equal("free", Output<string>(await RunAsync("Probe")));
    }

    [Fact]
    public async Task WhileSomebodyElseHoldsTheLock_TheFailedActivityWaits()
    {
        await StartAsync(Tasks);
        var id = (await RunAsync("Transfer")).InstanceId;
        var holder = await ScheduleAsync("Holder");
        await UntilAsync(holder, i => i.SerializedCustomStatus == "\"holding\"");
        _effects.Clear();

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);
        // Whatever the rewound instance would do without its locks, it would have done by now.
        Output<int>(await RunAsync("Nothing"));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await Client.GetInstanceAsync(id, Timeout))!.RuntimeStatus);
        Assert.Empty(_effects);

        await Client.RaiseEventAsync(holder, "Leave", "", Timeout);
        Assert.Equal("1+1", Output<string>(await FinishAsync(id)));
        Assert.Equal(["x!"], _effects);
    }

    [Fact]
    public async Task RestartWhileItWaitsForItsLocks_ChangesNothing()
    {
        await StartAsync(Tasks);
        var id = (await RunAsync("Transfer")).InstanceId;
        var holder = await ScheduleAsync("Holder");
        await UntilAsync(holder, i => i.SerializedCustomStatus == "\"holding\"");
        _effects.Clear();
        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);
        Output<int>(await RunAsync("Nothing"));

        await StopAsync();
        await StartAsync(Tasks);
        Output<int>(await RunAsync("Nothing"));
        Assert.Empty(_effects);
        await StopAsync();
        await StartAsync(Tasks, o => o.MaxLoadedOrchestrations = 0);
        await Client.RaiseEventAsync(holder, "Leave", "", Timeout);

        Assert.Equal("1+1", Output<string>(await FinishAsync(id)));
        Assert.Equal(["x!"], _effects);
        Assert.Equal("free", Output<string>(await RunAsync("Probe")));
    }

    [Fact]
    public async Task FailsAgainInside_CanBeRewoundAgain_AndLeavesNoLock()
    {
        await StartAsync(Tasks);
        var id = (await RunAsync("Transfer")).InstanceId;
        await Client.RewindInstanceAsync(id, "too early", Timeout);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await FinishAsync(id)).RuntimeStatus);
        Assert.Equal("free", Output<string>(await RunAsync("Probe")));

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Equal("1+1", Output<string>(await FinishAsync(id)));
        Assert.Equal(["x!", "x!", "x!"], _effects);
        Assert.Equal("free", Output<string>(await RunAsync("Probe")));
    }

    [Fact]
    public async Task TerminatedWhileItWaitsForItsLocks_GivesUpItsPlaceInLine()
    {
        await StartAsync(Tasks);
        var id = (await RunAsync("Transfer")).InstanceId;
        var holder = await ScheduleAsync("Holder");
        await UntilAsync(holder, i => i.SerializedCustomStatus == "\"holding\"");
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        await Client.TerminateInstanceAsync(id, "enough", Timeout);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await FinishAsync(id)).RuntimeStatus);
        await Client.RaiseEventAsync(holder, "Leave", "", Timeout);

        Assert.Equal("free", Output<string>(await RunAsync("Probe")));
    }

    [Fact]
    public async Task FailedChildInside_IsRewoundUnderItsParentsTurn()
    {
        await StartAsync(tasks =>
        {
            Tasks(tasks);
            tasks.AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync<string>("Transfer"));
        });
        var id = (await RunAsync("Parent")).InstanceId;

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Equal("1+1", Output<string>(await FinishAsync(id)));
        Assert.Equal((1, 1), (await BalanceAsync(First), await BalanceAsync(Second)));
    }

    [Fact]
    public async Task ThrewRightAfterItWasGrantedTheLocks_AsksForThemAgain()
    {
        await StartAsync(tasks =>
        {
            Tasks(tasks);
            tasks.AddOrchestratorFunc("Faulty", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(First, Second))
                {
                    return _broken
                        ? throw new InvalidOperationException("a mistake")
                        : await context.Entities.CallEntityAsync<int>(First, "Add", 1);
                }
            });
        });
        var id = (await RunAsync("Faulty")).InstanceId;

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Equal(1, Output<int>(await FinishAsync(id)));
        Assert.Equal("free", Output<string>(await RunAsync("Probe")));
    }

    void Tasks(DurableTaskRegistry tasks) => tasks
        .AddEntity<Account>("account")
        .AddOrchestratorFunc("Transfer", async context =>
        {
            await using (await context.Entities.LockEntitiesAsync(First, Second))
            {
                var one = await context.Entities.CallEntityAsync<int>(First, "Add", 1);
                await context.CallActivityAsync("Work", "x!");
                var two = await context.Entities.CallEntityAsync<int>(Second, "Add", 1);
                return $"{one}+{two}";
            }
        })
        .AddOrchestratorFunc("Holder", async context =>
        {
            await using (await context.Entities.LockEntitiesAsync(Second))
            {
                context.SetCustomStatus("holding");
                await context.WaitForExternalEvent<string>("Leave");
            }
        })
        .AddOrchestratorFunc("Probe", async context =>
        {
            await using (await context.Entities.LockEntitiesAsync(First, Second))
            {
                return "free";
            }
        })
        .AddOrchestratorFunc("Nothing", async context => await context.CallActivityAsync<int>("Number"))
        .AddActivityFunc("Number", _ => 1)
        .AddActivityFunc<string>("Work", (_, name) =>
        {
            _effects.Enqueue(name);
            if (_broken)
                throw new InvalidOperationException(name);
        });

    async Task<int> BalanceAsync(EntityInstanceId id) => (await Client.Entities.GetEntityAsync<int>(id, Timeout))!.State;

    sealed class Account : TaskEntity<int>
    {
        public int Add(int amount) => State += amount;
    }
}

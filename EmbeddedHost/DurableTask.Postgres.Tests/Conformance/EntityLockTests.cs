using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Conformance;

public class EntityLockTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    static readonly EntityInstanceId A = new(nameof(Cell), "a");
    static readonly EntityInstanceId B = new(nameof(Cell), "b");

    static DurableTaskRegistry Cells(DurableTaskRegistry tasks) => tasks.AddEntity<Cell>();

    [Fact]
    public async Task Transfers_BetweenLockedEntities_LoseNothing()
    {
        var app = await StartAsync(tasks => Cells(tasks)
            .AddOrchestratorFunc("Init", async context =>
            {
                await context.Entities.CallEntityAsync(A, "Set", 1000);
                await context.Entities.CallEntityAsync(B, "Set", 1000);
            })
            .AddOrchestratorFunc<bool, bool>("Transfer", async (context, forth) =>
            {
                var (from, to) = forth ? (A, B) : (B, A);
                await using (await context.Entities.LockEntitiesAsync(from, to))
                {
                    var (have, has) = (
                        await context.Entities.CallEntityAsync<int>(from, "Get"), await context.Entities.CallEntityAsync<int>(to, "Get"));
                    await context.CallActivityAsync("Think");
                    await context.Entities.CallEntityAsync(from, "Set", have - 1);
                    await context.Entities.CallEntityAsync(to, "Set", has + 1);
                    return have + has == 2000;
                }
            })
            .AddActivityFunc("Think", async _ => await Task.Yield()));

        ConformanceApp.Completed(await app.RunAsync("Init"));
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => app.RunAsync<bool>("Transfer", i % 4 == 0)));
        Assert.All(results, Assert.True);
        Assert.Equal(1000 - 10 + 30, (await app.Entities.GetEntityAsync<int>(A, ConformanceApp.Timeout))!.State);
        Assert.Equal(1000 + 10 - 30, (await app.Entities.GetEntityAsync<int>(B, ConformanceApp.Timeout))!.State);
    }

    [Fact]
    public async Task Locks_TakenInOppositeOrders_DoNotDeadlock()
    {
        var app = await StartAsync(tasks => Cells(tasks).AddOrchestratorFunc<int, int>("Lock", async (context, seed) =>
        {
            EntityInstanceId[] cells = [.. Enumerable.Range(0, 5).Select(i => new EntityInstanceId(nameof(Cell), $"{(seed + i * 2) % 5}"))];
            await using (await context.Entities.LockEntitiesAsync(cells))
            {
                foreach (var cell in cells)
                    await context.Entities.CallEntityAsync(cell, "Add", 1);
            }

            return 1;
        }));

        Assert.Equal(30, (await Task.WhenAll(Enumerable.Range(0, 30).Select(i => app.RunAsync<int>("Lock", i)))).Sum());
        Assert.Equal(30, (await app.Entities.GetEntityAsync<int>(new(nameof(Cell), "3"), ConformanceApp.Timeout))!.State);
    }

    [Fact]
    public async Task LockedEntity_OthersOperations_WaitUntilTheRelease()
    {
        var app = await StartAsync(tasks => Cells(tasks)
            .AddOrchestratorFunc("Holder", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(A))
                {
                    context.SetCustomStatus("locked");
                    await context.WaitForExternalEvent<string>("Release");
                    await context.Entities.CallEntityAsync(A, "Set", 1);
                }
            })
            .AddOrchestratorFunc("Other", context => context.Entities.CallEntityAsync<int>(A, "Get")));

        var holder = await app.ScheduleAsync("Holder");
        await app.UntilAsync(holder, instance => instance.SerializedCustomStatus is not null);
        Assert.Equal(holder, (await app.Entities.GetEntityAsync(A, ConformanceApp.Timeout))?.LockedBy);
        var other = await app.ScheduleAsync("Other");
        await app.RoundTripAsync();
        Assert.False((await app.GetAsync(other)).IsCompleted);

        await app.Client.RaiseEventAsync(holder, "Release", "", ConformanceApp.Timeout);
        Assert.Equal(1, ConformanceApp.Completed(await app.FinishAsync(other)).ReadOutputAs<int>());
        await ConformanceApp.UntilAsync(
            () => app.Entities.GetEntityAsync(A, ConformanceApp.Timeout), entity => entity is { LockedBy: null });
    }

    [Fact]
    public async Task Lock_OverARestart_IsStillHeld()
    {
        var app = await StartAsync(tasks => Cells(tasks)
            .AddOrchestratorFunc("Holder", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(A, B))
                {
                    context.SetCustomStatus("locked");
                    await context.WaitForExternalEvent<string>("Release");
                    await context.Entities.CallEntityAsync(A, "Set", 1);
                }
            })
            .AddOrchestratorFunc("Other", context => context.Entities.CallEntityAsync<int>(A, "Get")));

        var holder = await app.ScheduleAsync("Holder");
        await app.UntilAsync(holder, instance => instance.SerializedCustomStatus is not null);
        await app.RestartAsync();
        var other = await app.ScheduleAsync("Other");
        await app.RoundTripAsync();
        Assert.False((await app.GetAsync(other)).IsCompleted);

        await app.Client.RaiseEventAsync(holder, "Release", "", ConformanceApp.Timeout);
        Assert.Equal(1, ConformanceApp.Completed(await app.FinishAsync(other)).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData("Throw")]
    [InlineData("Complete")]
    [InlineData("ContinueAsNew")]
    public async Task Lock_NotReleasedByTheCode_IsReleasedWithTheExecution(string ending)
    {
        var app = await StartAsync(tasks => Cells(tasks)
            .AddOrchestratorFunc<string, string>("Holder", async (context, how) =>
            {
                if (how == "second generation")
                    return await context.WaitForExternalEvent<string>("End");

                _ = await context.Entities.LockEntitiesAsync(A, B);
                if (how == "Throw")
                    throw new InvalidOperationException("thrown");
                if (how == "ContinueAsNew")
                    context.ContinueAsNew("second generation");
                return "completed";
            })
            .AddOrchestratorFunc("Other", context => context.Entities.CallEntityAsync<int>(B, "Get")));

        await app.ScheduleAsync("Holder", ending);
        Assert.Equal(0, await app.RunAsync<int>("Other"));
    }

    [Fact]
    public async Task Lock_OfATerminatedOrchestration_IsReleased()
    {
        var app = await StartAsync(tasks => Cells(tasks)
            .AddOrchestratorFunc("Holder", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(A, B))
                {
                    context.SetCustomStatus("locked");
                    await context.WaitForExternalEvent<string>("Release");
                }
            })
            .AddOrchestratorFunc("Other", context => context.Entities.CallEntityAsync<int>(B, "Get")));

        var holder = await app.ScheduleAsync("Holder");
        await app.UntilAsync(holder, instance => instance.SerializedCustomStatus is not null);
        await app.Client.TerminateInstanceAsync(holder, ConformanceApp.Timeout);
        Assert.Equal(0, await app.RunAsync<int>("Other"));
    }

    [Fact]
    public async Task Lock_WaitingOrchestrationTerminated_DoesNotBlockTheNext()
    {
        var app = await StartAsync(tasks => Cells(tasks)
            .AddOrchestratorFunc("Holder", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(A))
                {
                    context.SetCustomStatus("locked");
                    await context.WaitForExternalEvent<string>("Release");
                }
            })
            .AddOrchestratorFunc("Waiter", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(A, B))
                    await context.WaitForExternalEvent<string>("Never");
            })
            .AddOrchestratorFunc("Other", context => context.Entities.CallEntityAsync<int>(A, "Get")));

        var holder = await app.ScheduleAsync("Holder");
        await app.UntilAsync(holder, instance => instance.SerializedCustomStatus is not null);
        var waiter = await app.ScheduleAsync("Waiter");
        await app.RoundTripAsync();
        await app.Client.TerminateInstanceAsync(waiter, ConformanceApp.Timeout);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.FinishAsync(waiter)).RuntimeStatus);
        await app.Client.RaiseEventAsync(holder, "Release", "", ConformanceApp.Timeout);
        Assert.Equal(0, await app.RunAsync<int>("Other"));
    }

    [Fact]
    public async Task CriticalSection_Rules_AreEnforced()
    {
        var app = await StartAsync(tasks => Cells(tasks)
            .AddOrchestratorFunc("Rules", async context =>
            {
                List<string> broken = [];
                var entities = context.Entities;
                if (entities.InCriticalSection())
                    broken.Add("inside before");

                var critical = await entities.LockEntitiesAsync(A, A);
                if (!entities.InCriticalSection(out var locked) || !locked.SequenceEqual([A]))
                    broken.Add("not inside");
                await MustThrow("nested lock", async () => await entities.LockEntitiesAsync(B));
                await MustThrow("call of another", () => entities.CallEntityAsync(B, "Get"));
                await MustThrow("signal to the locked", () => entities.SignalEntityAsync(A, "Set", 9));
                await MustThrow("sub-orchestration", () => context.CallSubOrchestratorAsync("RoundTrip"));
                await entities.SignalEntityAsync(B, "Set", 4);
                await entities.CallEntityAsync(A, "Set", 3);
                await critical.DisposeAsync();
                await critical.DisposeAsync();

                if (entities.InCriticalSection())
                    broken.Add("inside after");
                if (await entities.CallEntityAsync<int>(A, "Get") != 3 || await entities.CallEntityAsync<int>(B, "Get") != 4)
                    broken.Add("states");
                return broken;

                async Task MustThrow(string what, Func<Task> action)
                {
                    try
                    {
                        await action();
                        broken.Add(what);
                    }
                    catch (InvalidOperationException)
                    {
                    }
                }
            }));

        var results = await app.RunAsync<string[]>("Rules");
        Assert.Empty(results);
    }

    sealed class Cell : TaskEntity<int>
    {
        public void Set(int value) => State = value;

        public int Add(int value) => State += value;

        public int Get() => State;
    }
}

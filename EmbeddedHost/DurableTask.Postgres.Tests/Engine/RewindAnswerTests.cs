using System.Collections.Concurrent;
using DurableTask.Postgres.Tests.Conformance;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Engine;

/// <summary>What is answered to an instance while it is failed, and who may take which answer.</summary>
public class RewindAnswerTests(PostgresFixture postgres) : EngineTest(postgres)
{
    static readonly EntityInstanceId Slow = new("slow", "1");

    readonly string _gate = Guid.NewGuid().ToString("N");
    readonly ConcurrentDictionary<string, Gate> _gates = new();
    readonly ConcurrentDictionary<string, int> _runs = new();
    volatile bool _broken = true;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EntityAnsweredWhileTheCallerWasFailed_TheAnswerIsKept(bool restart)
    {
        await StartAsync(Tasks);
        var id = (await RunAsync("Calling", _gate)).InstanceId;
        GateOf(_gate).Open();
        while ((await Client.Entities.GetEntityAsync<int>(Slow, Timeout))?.State != 7)
            await Task.Delay(10, Timeout);
        if (restart)
        {
            await StopAsync();
            await StartAsync(Tasks);
            Output<int>(await RunAsync("Nothing"));
        }

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Equal(7, Output<int>(await FinishAsync(id)));
        Assert.Equal(7, (await Client.Entities.GetEntityAsync<int>(Slow, Timeout))!.State);
    }

    [Fact]
    public async Task EntityFailedWhileTheCallerWasFailed_TheFailureIsKept()
    {
        await StartAsync(Tasks);
        var id = (await RunAsync("CallingInVain", _gate)).InstanceId;
        GateOf(_gate).Open();
        // The next operation's turn comes after the failing one's.
        Output<int>(await RunAsync("Asking"));

        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Contains("not for you", Output<string>(await FinishAsync(id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EntityThatAnswersAfterTheRewind_IsHeard()
    {
        await StartAsync(Tasks);
        var id = (await RunAsync("Calling", _gate)).InstanceId;
        _broken = false;
        await Client.RewindInstanceAsync(id, "mended", Timeout);
        await UntilAsync(() => _runs["x!"] >= 2);

        GateOf(_gate).Open();

        Assert.Equal(7, Output<int>(await FinishAsync(id)));
    }

    [Fact]
    public async Task FailedInstanceIsStartedAnew_TheAnswerToTheOldOneIsNotTakenForItsOwn()
    {
        await StartAsync(Tasks);
        var id = (await RunAsync("Calling", _gate)).InstanceId;
        var second = Guid.NewGuid().ToString("N");

        _broken = false;
        Assert.Equal(id, await ScheduleAsync("Calling", second, new StartOrchestrationOptions(id)));
        await UntilAsync(() => _runs["x!"] >= 2);
        GateOf(_gate).Open();
        GateOf(second).Open();

        // The entity adds 7 for each of the two calls: 14 is the answer to the second one.
        Assert.Equal(14, Output<int>(await FinishAsync(id)));
    }

    [Fact]
    public async Task TerminatedInstanceIsStartedAnew_ALateActivityOfTheOldOneDoesNotAnswerTheNew()
    {
        await StartAsync(Tasks);
        var id = await ScheduleAsync("Waiting", _gate);
        await UntilAsync(() => _runs.ContainsKey(_gate));
        await Client.TerminateInstanceAsync(id, "enough", Timeout);
        await FinishAsync(id);
        var second = Guid.NewGuid().ToString("N");
        await ScheduleAsync("Waiting", second, new StartOrchestrationOptions(id));
        await UntilAsync(() => _runs.ContainsKey(second));

        GateOf(_gate).Open();
        Output<int>(await RunAsync("Nothing"));
        GateOf(second).Open();

        Assert.Equal(second, Output<string>(await FinishAsync(id)));
    }

    [Fact]
    public async Task ChildrenThatEndedWhileTheParentWasFailed_AreHeard()
    {
        await StartAsync(Tasks);
        var id = (await RunAsync("Parent", _gate)).InstanceId;
        await Client.RaiseEventAsync("completing-" + _gate, "Go", "done", Timeout);
        await FinishAsync("completing-" + _gate);
        await FinishAsync("failing-" + _gate);
        _broken = false;
        // Somebody rewinds the failed child by itself before anybody thinks of its parent.
        await Client.RewindInstanceAsync("failing-" + _gate, "mended", Timeout);
        Output<string>(await FinishAsync("failing-" + _gate));

        await Client.RewindInstanceAsync(id, "mended", Timeout);

        Assert.Equal(["x!", "done"], Output<string[]>(await FinishAsync(id)));
        Assert.Equal(2, _runs["x!"]);
    }

    void Tasks(DurableTaskRegistry tasks) => tasks
        .AddEntity("slow", _ => new SlowEntity(GateOf))
        .AddOrchestratorFunc<string, int>("Calling", async (context, gate) =>
        {
            var answer = context.Entities.CallEntityAsync<int>(Slow, "Add", gate);
            await context.CallActivityAsync("Work", "x!");
            return await answer;
        })
        .AddOrchestratorFunc<string, string>("CallingInVain", async (context, gate) =>
        {
            var answer = context.Entities.CallEntityAsync<int>(Slow, "Refuse", gate);
            await context.CallActivityAsync("Work", "x!");
            try
            {
                await answer;
                return "granted";
            }
            catch (EntityOperationFailedException e)
            {
                return e.FailureDetails.ErrorMessage;
            }
        })
        .AddOrchestratorFunc("Asking", context => context.Entities.CallEntityAsync<int>(Slow, "Get"))
        .AddOrchestratorFunc<string, string>("Waiting", (context, gate) => context.CallActivityAsync<string>("Wait", gate))
        .AddOrchestratorFunc<string, string[]>("Parent", (context, key) => Task.WhenAny(
            Task.WhenAll(
                context.CallSubOrchestratorAsync<string>("Failing", "x!", new SubOrchestrationOptions { InstanceId = "failing-" + key }),
                context.CallSubOrchestratorAsync<string>("Completing", key, new SubOrchestrationOptions { InstanceId = "completing-" + key })),
            FailAsync(context)).Unwrap())
        .AddOrchestratorFunc<string, string>("Failing", (context, name) => context.CallActivityAsync<string>("Work", name))
        .AddOrchestratorFunc("Completing", context => context.WaitForExternalEvent<string>("Go"))
        .AddOrchestratorFunc("Nothing", context => context.CallActivityAsync<int>("Number"))
        .AddActivityFunc("Number", _ => 1)
        .AddActivityFunc<string, string>("Wait", async (_, gate) =>
        {
            _runs.AddOrUpdate(gate, 1, (_, n) => n + 1);
            await GateOf(gate).WaitAsync();
            return gate;
        })
        .AddActivityFunc<string, string>("Work", (_, name) =>
        {
            _runs.AddOrUpdate(name, 1, (_, n) => n + 1);
            return _broken ? throw new InvalidOperationException(name) : name;
        });

    /// <summary>Ends with the first failure, as an orchestrator does that does not wait for the other children.</summary>
    static async Task<string[]> FailAsync(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync("Work", "y!");
        return await context.WaitForExternalEvent<string[]>("Never");
    }

    Gate GateOf(string name) => _gates.GetOrAdd(name, _ => new Gate());

    sealed class SlowEntity(Func<string, Gate> gateOf) : TaskEntity<int>
    {
        public async Task<int> Add(string gate)
        {
            await gateOf(gate).WaitAsync();
            return State += 7;
        }

        public async Task<int> Refuse(string gate)
        {
            await gateOf(gate).WaitAsync();
            throw new InvalidOperationException("not for you");
        }

        public int Get() => State;
    }
}

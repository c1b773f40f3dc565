using System.Text.Json;
using ImportFunctions.Games.Budget;
using ImportFunctions.Gate;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImportFunctions.Tests.Flow;

/// <summary>
/// Runs an orchestrator in virtual time on one thread: nothing waits, timers and activities complete in the order of their times. Payloads
/// go through JSON, as they do on a real host; the gate behind the entity calls is the real one.
/// </summary>
sealed class FakeOrchestration : TaskOrchestrationContext
{
    readonly PriorityQueue<Action, (DateTime At, int Order)> _agenda = new();
    readonly Dictionary<string, Func<JsonElement, (TimeSpan Takes, Func<object?> Result)>> _activities = [];
    readonly Dictionary<string, Action> _starts = [];
    readonly Dictionary<string, Queue<Action<object?>>> _waiting = [];
    readonly List<(string Name, object? Payload)> _buffered = [];
    readonly FakeGate _gate;
    JsonElement _input;
    JsonElement? _next;
    int _order;
    DateTime _now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    public FakeOrchestration(object input)
    {
        _input = ToJson(input);
        _gate = new FakeGate(this);
    }

    public GateState Gate { get; } = new();

    public int SlotLimit { get; set; } = 3;

    public ProviderBudgetState Budget { get; } = new();

    public ProviderRules Rules { get; set; } = new(2, 5, TimeSpan.FromSeconds(15));

    public int EntityCalls { get; private set; }

    /// <summary>How often the gate was asked for a slot.</summary>
    public int GateCalls { get; private set; }

    public bool LoseGrants { get; set; }

    public List<DateTimeOffset> Renewals { get; } = [];

    public List<JsonElement> Statuses { get; } = [];

    public int Generations { get; private set; }

    public int MostActivitiesInAGeneration { get; private set; }

    public int ActivitiesInThisGeneration { get; private set; }

    public override TaskName Name => "Fake";

    public override string InstanceId => "lichess-alice";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => false;

    public override TaskOrchestrationEntityFeature Entities => _gate;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public void On<TIn, TOut>(string activity, Func<TIn, TOut> result, double seconds = 0.01) =>
        _activities[activity] = input => (TimeSpan.FromSeconds(seconds), () => result(input.Deserialize<TIn>()!));

    public void OnStart(string activity, Action action) => _starts[activity] = action;

    public void At(double seconds, Action action) => Schedule(_now.AddSeconds(seconds), action);

    public void Raise(string name, object? payload)
    {
        if (_waiting.TryGetValue(name, out var waiters) && waiters.TryDequeue(out var waiter))
            waiter(payload);
        else
            _buffered.Add((name, payload));
    }

    public async Task<T> RunAsync<T>(Func<TaskOrchestrationContext, Task<T>> orchestrator)
    {
        // Continuations have to run inside the call that completes their task, as on an orchestration's thread.
        await Task.Yield();
        SynchronizationContext.SetSynchronizationContext(null);
        while (true)
        {
            Generations++;
            ActivitiesInThisGeneration = 0;
            _waiting.Clear();
            var run = orchestrator(this);
            while (!run.IsCompleted)
            {
                if (!_agenda.TryDequeue(out var action, out var due))
                    throw new InvalidOperationException("The orchestrator waits for something that will never come.");
                _now = due.At > _now ? due.At : _now;
                action();
            }

            MostActivitiesInAGeneration = Math.Max(MostActivitiesInAGeneration, ActivitiesInThisGeneration);
            if (_next is not { } next)
                return await run;
            await run;
            (_input, _next) = (next, null);
        }
    }

    public override T GetInput<T>() => _input.Deserialize<T>()!;

    public override void SetCustomStatus(object? customStatus) => Statuses.Add(ToJson(customStatus));

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        Assert.True(preserveUnprocessedEvents);
        _next = ToJson(newInput);
    }

    public override Guid NewGuid() => Guid.NewGuid();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException();

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var timer = new TaskCompletionSource();
        Schedule(fireAt, () => timer.TrySetResult());
        cancellationToken.Register(() => timer.TrySetCanceled(cancellationToken));
        return timer.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        var happened = new TaskCompletionSource<T>();
        var index = _buffered.FindIndex(e => e.Name == eventName);
        if (index >= 0)
        {
            Deliver(happened, _buffered[index].Payload);
            _buffered.RemoveAt(index);
            return happened.Task;
        }

        if (!_waiting.TryGetValue(eventName, out var waiters))
            _waiting[eventName] = waiters = [];
        waiters.Enqueue(payload => Deliver(happened, payload));
        return happened.Task;
    }

    static void Deliver<T>(TaskCompletionSource<T> happened, object? payload) => happened.SetResult(ToJson(payload).Deserialize<T>()!);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        ActivitiesInThisGeneration++;
        _starts.GetValueOrDefault(name.Name)?.Invoke();
        var (takes, result) = _activities[name.Name](ToJson(input));
        return ToJson(await CompleteAsync(takes, () =>
        {
            try
            {
                return result();
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new TaskFailedException(name.Name, 1, e);
            }
        })).Deserialize<TResult>()!;
    }

    Task<object?> CompleteAsync(TimeSpan takes, Func<object?> result)
    {
        var done = new TaskCompletionSource<object?>();
        Schedule(_now + takes, () =>
        {
            try
            {
                done.SetResult(result());
            }
            catch (TaskFailedException e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    static JsonElement ToJson(object? value) => JsonSerializer.SerializeToElement(value);

    void Schedule(DateTime at, Action action) => _agenda.Enqueue(action, (at, _order++));

    sealed class FakeGate(FakeOrchestration orchestration) : TaskOrchestrationEntityFeature
    {
        public override async Task<TResult> CallEntityAsync<TResult>(
            EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null)
        {
            if (id == ProviderBudget.IdOf("lichess"))
            {
                Assert.Equal("Acquire", operationName);
                orchestration.EntityCalls++;
                var permit = await orchestration.CompleteAsync(
                    TimeSpan.FromMilliseconds(1), () => orchestration.AtTheBudget(b => b.Acquire((PermitRequest)input!)));
                return (TResult)permit!;
            }

            Assert.Equal((ImportGate.Id, "Acquire"), (id, operationName));
            orchestration.GateCalls++;
            var answer = await orchestration.CompleteAsync(TimeSpan.FromMilliseconds(5), () => orchestration.AtTheGate(g => g.Acquire((SlotRequest)input!)));
            return (TResult)answer!;
        }

        public override Task CallEntityAsync(EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) =>
            throw new NotSupportedException();

        public override Task SignalEntityAsync(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
        {
            if (id == ProviderBudget.IdOf("lichess"))
            {
                Assert.Equal("Release", operationName);
                orchestration.AtTheBudget(b => b.Release((PermitRelease)input!));
                return Task.CompletedTask;
            }

            Assert.Equal(ImportGate.Id, id);
            if (operationName == "Renew")
            {
                orchestration.Renewals.Add(orchestration._now);
                orchestration.AtTheGate(g => g.Renew((SlotClaim)input!));
                return Task.CompletedTask;
            }

            Assert.Equal("Release", operationName);
            var release = (SlotRelease)input!;
            orchestration.AtTheGate(g => g.Release(release.Claim, release.Completed));
            return Task.CompletedTask;
        }

        public override Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds) => throw new NotSupportedException();

        public override bool InCriticalSection(out IReadOnlyList<EntityInstanceId> entityIds) => throw new NotSupportedException();
    }

    public T AtTheBudget<T>(Func<ProviderBudgetLogic, T> operation)
    {
        var budget = new ProviderBudgetLogic(Budget, Rules, _now);
        var result = operation(budget);
        foreach (var told in budget.Told.Where(t => t.Claim.InstanceId == InstanceId && !LoseGrants))
            At(0.01, () => Raise(PermitDelivery.PermitEvent, told));
        return result;
    }

    public T AtTheGate<T>(Func<GateLogic, T> operation)
    {
        var gate = new GateLogic(Gate, SlotLimit, _now);
        var result = operation(gate);
        foreach (var granted in gate.Grants.Where(g => g.InstanceId == InstanceId && !LoseGrants))
            At(0.01, () => Raise(GrantDelivery.GrantedEvent, granted));
        return result;
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace Functions.Embedded.Tests.Durable;

public sealed record Sum(int A, int B);

public sealed class Calculator
{
    public int Add(Sum sum) => sum.A + sum.B;
}

/// <summary>The application under test: every kind of durable function.</summary>
public sealed class DurableFunctions(Calculator calculator)
{
    [Function(nameof(Start))]
    public static async Task<IActionResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{a:int}/{b:int}")] HttpRequest request,
        int a,
        int b,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Add), new Sum(a, b), cancellation);
        return new AcceptedResult(default(string), client.CreateHttpManagementPayload(id));
    }

    [Function(nameof(Add))]
    public static async Task<string> Add([OrchestrationTrigger] TaskOrchestrationContext context, Sum sum)
    {
        context.SetCustomStatus(new { step = "adding" });
        var result = await context.CallActivityAsync<int>(nameof(AddActivity), sum);
        return $"{sum.A} + {sum.B} = {result}";
    }

    [Function(nameof(AddActivity))]
    public int AddActivity([ActivityTrigger] Sum sum, string instanceId, FunctionContext context, CancellationToken cancellation)
    {
        if (instanceId.Length == 0 || !cancellation.CanBeCanceled || context.CancellationToken != cancellation)
            throw new InvalidOperationException("The activity's parameters are not bound.");
        return calculator.Add(sum);
    }

    [Function(nameof(Echo))]
    public static Task<JsonElement?> Echo([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Task.FromResult(context.GetInput<JsonElement?>());

    [Function(nameof(WaitForGo))]
    public static async Task<string> WaitForGo([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var go = await context.WaitForExternalEvent<Sum>("go");
        return $"went {go.A}";
    }

    [Function(nameof(Fail))]
    public static async Task Fail([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync(nameof(FailActivity), "why");

    [Function(nameof(FailActivity))]
    public static void FailActivity([ActivityTrigger] string reason) => throw new ApplicationException($"failed because {reason}");

    [Function(nameof(FailFirst))]
    public static Task<string> FailFirst([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>(nameof(FailFirstActivity));

    [Function(nameof(FailFirstActivity))]
    public static string FailFirstActivity([ActivityTrigger] TaskActivityContext activity, FunctionContext context)
    {
        var signals = (HoldSignals)context.InstanceServices.GetService(typeof(HoldSignals))!;
        return signals.Failed.TryAdd(activity.InstanceId, true) ? throw new ApplicationException("the first time") : "the second time";
    }

    [Function(nameof(Version))]
    public static Task<string> Version([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(context.Version);

    [Function(nameof(Parent))]
    public static async Task<int> Parent([OrchestrationTrigger] TaskOrchestrationContext context, int depth)
    {
        await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        if (depth == 0)
            return context.Parent is null ? -1 : 0;
        var below = await Task.WhenAll(
            context.CallSubOrchestratorAsync<int>(nameof(Parent), depth - 1),
            context.CallSubOrchestratorAsync<int>(nameof(Parent), depth - 1));
        return 1 + below.Sum();
    }

    [Function("Counter")]
    public static Task CounterEntity([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Counter>();

    [Function("Note")]
    public static Task NoteEntity([EntityTrigger(EntityName = "memo")] TaskEntityDispatcher dispatcher) =>
        dispatcher.DispatchAsync(operation =>
        {
            if (operation.Name == "set")
                operation.State.SetState(operation.GetInput<string>());
            return default;
        });

    [Function(nameof(Count))]
    public static async Task<int> Count([OrchestrationTrigger] TaskOrchestrationContext context, string key)
    {
        var id = new EntityInstanceId("Counter", key);
        await context.Entities.CallEntityAsync(id, "Add", 4);
        return await context.Entities.CallEntityAsync<int>(id, "Get");
    }

    [Function(nameof(Hold))]
    public static async Task Hold([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync(nameof(HoldActivity));

    [Function(nameof(HoldActivity))]
    public static async Task HoldActivity([ActivityTrigger] TaskActivityContext activity, FunctionContext context)
    {
        var signals = context.InstanceServices.GetService(typeof(HoldSignals)) as HoldSignals;
        signals!.Started.TrySetResult(activity.InstanceId);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            signals.Cancelled.TrySetResult(activity.InstanceId);
            throw;
        }
    }

    public sealed class HoldSignals
    {
        public System.Collections.Concurrent.ConcurrentDictionary<string, bool> Failed { get; } = new();

        public TaskCompletionSource<string> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<string> Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class Counter(Calculator calculator) : TaskEntity<int>
    {
        public void Add(int amount) => State = calculator.Add(new Sum(State, amount));

        public int Get() => State;

        public void Break() => throw new InvalidOperationException("broken");
    }
}

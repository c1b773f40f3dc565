using Microsoft.DurableTask;

namespace DurableTask.Postgres.Tests.Conformance;

public class FailureTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    [Fact]
    public async Task Activity_Throws_FailsTheOrchestrationWithInnerDetails()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Faulty", CallFailAsync)
            .AddActivityFunc("Fail", Fail));

        var failure = Failure(await app.RunAsync("Faulty"));
        Assert.Equal(typeof(TaskFailedException).FullName, failure.ErrorType);
        Assert.Equal("Task 'Fail' (#0) failed with an unhandled exception: outer", failure.ErrorMessage);
        Assert.Contains(nameof(CallFailAsync), failure.StackTrace, StringComparison.Ordinal);
        var inner = failure.InnerFailure!;
        Assert.Equal(typeof(CustomException).FullName, inner.ErrorType);
        Assert.Equal("outer", inner.ErrorMessage);
        Assert.Contains(nameof(Fail), inner.StackTrace, StringComparison.Ordinal);
        Assert.True(inner.IsCausedBy<InvalidOperationException>());
        Assert.Equal("inner", inner.InnerFailure!.ErrorMessage);
        Assert.Null(inner.InnerFailure.InnerFailure);

        static async Task CallFailAsync(TaskOrchestrationContext context) => await context.CallActivityAsync("Fail");
        static void Fail(TaskActivityContext context) => throw new CustomException("outer", new FormatException("inner"));
    }

    [Fact]
    public async Task Orchestrator_Throws_FailsWithItsOwnDetails()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Faulty", (TaskOrchestrationContext _) =>
            throw new CustomException("outer", new FormatException("inner"))));

        var instance = await app.RunAsync("Faulty");
        var failure = Failure(instance);
        Assert.Equal((typeof(CustomException).FullName, "outer"), (failure.ErrorType, failure.ErrorMessage));
        Assert.Equal((typeof(FormatException).FullName, "inner"), (failure.InnerFailure!.ErrorType, failure.InnerFailure.ErrorMessage));
        Assert.True(failure.IsCausedBy<InvalidOperationException>());
    }

    [Fact]
    public async Task Orchestrator_ThrowsAfterADurableWait_Fails()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Faulty", async context =>
            {
                await context.CallActivityAsync("Nothing");
                throw new CustomException("late", null);
            })
            .AddActivityFunc("Nothing", _ => { }));

        Assert.Equal("late", Failure(await app.RunAsync("Faulty")).ErrorMessage);
    }

    [Fact]
    public async Task Activity_Fails_IsCaughtAndCompensated()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Saga", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Fail");
                    return "not reached";
                }
                catch (TaskFailedException e) when (e.FailureDetails.IsCausedBy<CustomException>())
                {
                    return $"{e.TaskName} {e.TaskId} {e.FailureDetails.ErrorMessage} " + await context.CallActivityAsync<string>("Undo");
                }
            })
            .AddActivityFunc("Fail", (TaskActivityContext _) => throw new CustomException("broken", null))
            .AddActivityFunc("Undo", (TaskActivityContext _) => "undone"));

        Assert.Equal("Fail 0 broken undone", await app.RunAsync<string>("Saga"));
    }

    [Fact]
    public async Task WhenAll_OneFails_TheOthersAreKept()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Some", async context =>
            {
                var calls = Enumerable.Range(0, 5).Select(i => context.CallActivityAsync<int>("FailAtThree", i)).ToList();
                try
                {
                    await Task.WhenAll(calls);
                }
                catch (TaskFailedException)
                {
                    return calls.Select(call => call.IsCompletedSuccessfully ? call.Result : -1).ToArray();
                }

                return [];
            })
            .AddActivityFunc<int, int>("FailAtThree", (_, i) => i == 3 ? throw new CustomException("three", null) : i));

        var results = await app.RunAsync<int[]>("Some");
        Assert.Equal([0, 1, 2, -1, 4], results);
    }

    [Fact]
    public async Task Activity_NotRegistered_FailsWithItsName()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Caller", context => context.CallActivityAsync("Missing")));

        var failure = Failure(await app.RunAsync("Caller"));
        Assert.Contains("'Missing'", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("ActivityTaskNotFound", failure.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task Orchestrator_NotRegistered_FailsWithItsName()
    {
        var app = await StartAsync(_ => { });

        var failure = Failure(await app.RunAsync("Missing"));
        Assert.Equal("OrchestratorTaskNotFound", failure.ErrorType);
        Assert.Contains("Missing", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestrator_InputOfAnotherType_Fails()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Number", (_, input) => input));
        Failure(await app.RunAsync("Number", "not a number"));
        await app.RoundTripAsync();
    }

    [Fact]
    public async Task Activity_ResultThatCannotBeWritten_FailsTheCall()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Caller", async context =>
            {
                try
                {
                    await context.CallActivityAsync<object>("Cycle");
                    return "no failure";
                }
                catch (TaskFailedException e)
                {
                    return e.TaskName;
                }
            })
            .AddActivityFunc("Cycle", (TaskActivityContext _) => new Node()));

        Assert.Equal("Cycle", await app.RunAsync<string>("Caller"));
    }

    [Fact]
    public async Task FailedInstance_Output_IsNotSet()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc("Faulty", (TaskOrchestrationContext context) =>
        {
            context.SetCustomStatus("before");
            throw new CustomException("failed", null);
        }));

        var instance = await app.RunAsync("Faulty");
        Failure(instance);
        Assert.True(instance.IsCompleted);
        Assert.Equal("before", instance.ReadCustomStatusAs<string>());
    }

    sealed class Node
    {
        public Node Self => this;
    }

    sealed class CustomException(string message, Exception? inner) : InvalidOperationException(message, inner);
}

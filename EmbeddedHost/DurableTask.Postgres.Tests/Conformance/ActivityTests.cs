using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTask.Postgres.Tests.Conformance;

public class ActivityTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    [Fact]
    public async Task Chain_EachActivity_GetsTheResultBefore()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int>("Chain", async (context, value) =>
            {
                for (var i = 0; i < 10; i++)
                    value = await context.CallActivityAsync<int>("PlusOne", value);
                return value;
            })
            .AddActivityFunc<int, int>("PlusOne", (_, value) => value + 1));

        Assert.Equal(17, await app.RunAsync<int>("Chain", 7));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task FanOut_Results_KeepTheOrderOfTheCalls(int width)
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int[]>("FanOut", (context, count) =>
                Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>("Square", i))))
            .AddActivityFunc<int, int>("Square", async (_, value) =>
            {
                await Task.Yield();
                return value * value;
            }));

        Assert.Equal(Enumerable.Range(0, width).Select(i => i * i), await app.RunAsync<int[]>("FanOut", width));
    }

    [Fact]
    public async Task FanOut_Activities_RunAtTheSameTime()
    {
        var running = 0;
        var all = new Gate();
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("FanOut", context => Task.WhenAll(Enumerable.Range(0, 8).Select(_ => context.CallActivityAsync("Meet"))))
            .AddActivityFunc("Meet", async _ =>
            {
                if (Interlocked.Increment(ref running) == 8)
                    all.Open();
                await all.WaitAsync();
            }));

        ConformanceApp.Completed(await app.RunAsync("FanOut"));
    }

    [Fact]
    public async Task ClassBased_OrchestratorAndActivity_AreFoundByNameAndGetServices()
    {
        var app = await StartAsync(
            tasks => tasks.AddOrchestrator<Greeter>().AddActivity<Greet>(),
            services => services.AddScoped<Counter>().AddSingleton(new Salutation("Hello")));

        var results = await app.RunAsync<string[]>(nameof(Greeter), new[] { "A", "B" });
        Assert.Equal(["Hello, A! (1)", "Hello, B! (1)"], results);
    }

    [Fact]
    public async Task Activity_NullInputAndOutput_StayNull()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<string?, string>("Nulls", async (context, input) =>
            {
                var first = await context.CallActivityAsync<string?>("Echo", (object?)null);
                var second = await context.CallActivityAsync<int?>("Nothing");
                return $"{input is null} {first is null} {second is null}";
            })
            .AddActivityFunc<string?, string?>("Echo", (_, input) => input)
            .AddActivityFunc<int?>("Nothing", _ => (int?)null));

        Assert.Equal("True True True", await app.RunAsync<string>("Nulls"));
    }

    [Fact]
    public async Task Orchestration_NullOutput_ReadsAsNull()
    {
        var app = await StartAsync(tasks => tasks.AddOrchestratorFunc<string, string?>("Null", (_, _) => (string?)null));
        Assert.Null(await app.RunAsync<string?>("Null", "x"));
    }

    [Theory]
    [InlineData("Füße 🧀 日本語 \"quoted\" \\ \n\t \u2028")]
    [InlineData("'; DROP TABLE instances; --")]
    [InlineData("nul \0 inside")]
    [InlineData("")]
    public async Task Text_AnyCharacters_ComeBackUnchanged(string text)
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("Echo", async (context, input) =>
            {
                context.SetCustomStatus(input);
                var activity = await context.CallActivityAsync<string>("Echo", input);
                var child = await context.CallSubOrchestratorAsync<string>("EchoChild", activity);
                return child + await context.WaitForExternalEvent<string>("Answer");
            })
            .AddOrchestratorFunc<string, string>("EchoChild", (_, input) => input)
            .AddActivityFunc<string, string>("Echo", (_, input) => input));

        var id = await app.ScheduleAsync("Echo", text);
        await app.Client.RaiseEventAsync(id, "Answer", text, ConformanceApp.Timeout);
        var instance = ConformanceApp.Completed(await app.FinishAsync(id));

        Assert.Equal(text, instance.ReadInputAs<string>());
        Assert.Equal(text, instance.ReadCustomStatusAs<string>());
        Assert.Equal(text + text, instance.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Payload_OneMegabyte_TravelsEverywhere()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<string, string>("Large", async (context, input) =>
            {
                var result = await context.CallActivityAsync<string>("Reverse", input);
                var sent = await context.WaitForExternalEvent<string>("Large");
                return result == new string([.. input.Reverse()]) && sent == input ? result : "changed";
            })
            .AddActivityFunc<string, string>("Reverse", (_, input) => new string([.. input.Reverse()])));

        var large = string.Concat(Enumerable.Range(0, 150_000).Select(i => $"{i:D7}"));
        Assert.True(large.Length > 1_000_000);
        var id = await app.ScheduleAsync("Large", large);
        await app.Client.RaiseEventAsync(id, "Large", large, ConformanceApp.Timeout);
        var instance = ConformanceApp.Completed(await app.FinishAsync(id));
        Assert.Equal(new string([.. large.Reverse()]), instance.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Records_WithNestedValues_AreSerialised()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<Order, Order>("Order", (context, order) => context.CallActivityAsync<Order>("Ship", order))
            .AddActivityFunc<Order, Order>("Ship", (_, order) => order with
            {
                Shipped = order.Placed.AddDays(1),
                Lines = [.. order.Lines, new("x", 1)],
            }));

        var placed = new DateTimeOffset(2026, 2, 28, 23, 59, 59, 123, TimeSpan.FromHours(5.5));
        var order = await app.RunAsync<Order>("Order", new Order(placed, null, [new("a", 2.5m)]));

        Assert.Equal(placed, order.Placed);
        Assert.Equal(placed.AddDays(1), order.Shipped);
        Assert.Equal([new("a", 2.5m), new("x", 1)], order.Lines);
    }

    [Fact]
    public async Task Activity_Context_NamesItselfAndItsInstance()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Who", context => context.CallActivityAsync<string>("WhoAmI"))
            .AddActivityFunc("WhoAmI", (TaskActivityContext context) => $"{context.Name.Name} of {context.InstanceId}"));

        Assert.Equal("WhoAmI of one", await app.RunAsync<string>("Who", null, new StartOrchestrationOptions("one")));
    }

    [Fact]
    public async Task Names_WrittenInOtherCase_AreFound()
    {
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int>("Shout", (context, input) => context.CallActivityAsync<int>("DOUBLE", input))
            .AddActivityFunc<int, int>("Double", (_, input) => input * 2));

        Assert.Equal(6, await app.RunAsync<int>("sHOUT", 3));
    }

    [Fact]
    public async Task Unawaited_ActivityOfACompletedOrchestration_StillRuns()
    {
        var (ran, go) = (new Gate(), new Gate());
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Forgetful", context =>
            {
                _ = context.CallActivityAsync("Slow");
                return Task.FromResult("done");
            })
            .AddActivityFunc("Slow", async _ =>
            {
                await go.WaitAsync();
                ran.Open();
            }));

        Assert.Equal("done", await app.RunAsync<string>("Forgetful"));
        go.Open();
        await ran.WaitAsync();
        await app.RoundTripAsync();
    }

    [Fact]
    public async Task WhenAny_LateResult_IsIgnoredAndTheWinnerKept()
    {
        var (slow, won) = (new Gate(), new Gate());
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<string>("Race", async context =>
            {
                var (first, second) = (context.CallActivityAsync<string>("Slow"), context.CallActivityAsync<string>("Fast"));
                var winner = await await Task.WhenAny(first, second);
                won.Open();
                await context.WaitForExternalEvent<string>("Finish");
                return winner + (first.IsCompleted ? "+" : "-") + await first;
            })
            .AddActivityFunc("Slow", async _ =>
            {
                await slow.WaitAsync();
                return "slow";
            })
            .AddActivityFunc<string>("Fast", _ => "fast"));

        var id = await app.ScheduleAsync("Race");
        await won.WaitAsync();
        await app.Client.RaiseEventAsync(id, "Finish", "", ConformanceApp.Timeout);
        await app.RoundTripAsync();
        slow.Open();

        Assert.StartsWith("fast", ConformanceApp.Completed(await app.FinishAsync(id)).ReadOutputAs<string>(), StringComparison.Ordinal);
    }

    sealed record Order(DateTimeOffset Placed, DateTimeOffset? Shipped, Line[] Lines);

    sealed record Line(string Article, decimal Count);

    sealed record Salutation(string Text);

    sealed class Counter
    {
        public int Value { get; set; }
    }

    sealed class Greeter : TaskOrchestrator<string[], string[]>
    {
        public override async Task<string[]> RunAsync(TaskOrchestrationContext context, string[] input)
        {
            List<string> greetings = [];
            foreach (var name in input)
                greetings.Add(await context.CallActivityAsync<string>(nameof(Greet), name));
            return [.. greetings];
        }
    }

    sealed class Greet(Salutation salutation, Counter counter) : TaskActivity<string, string>
    {
        public override Task<string> RunAsync(TaskActivityContext context, string input)
            => Task.FromResult($"{salutation.Text}, {input}! ({++counter.Value})");
    }
}

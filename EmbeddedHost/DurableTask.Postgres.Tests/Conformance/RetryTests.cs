using System.Collections.Concurrent;
using Microsoft.DurableTask;

namespace DurableTask.Postgres.Tests.Conformance;

public class RetryTests(PostgresFixture postgres) : ConformanceTest(postgres)
{
    int _attempts;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Policy_AlwaysFailing_StopsAfterTheGivenAttempts(int attempts)
    {
        var app = await StartAsync(tasks => CallFlaky(tasks, int.MaxValue, TaskOptions.FromRetryPolicy(
            new RetryPolicy(attempts, TimeSpan.FromMilliseconds(1)))));

        var failure = Failure(await app.RunAsync("Caller"));
        Assert.Equal($"attempt {attempts} failed", failure.InnerFailure!.ErrorMessage);
        Assert.Equal(attempts, _attempts);
    }

    [Fact]
    public async Task Policy_FailingTwice_GivesTheThirdResult()
    {
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(1)));
        var app = await StartAsync(tasks => CallFlaky(tasks, 2, options));
        Assert.Equal(3, await app.RunAsync<int>("Caller"));
        Assert.Equal(3, _attempts);
    }

    [Fact]
    public async Task Policy_Backoff_WaitsLongerEachTimeUpToTheLimit()
    {
        ConcurrentQueue<DateTime> times = new();
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(
            5, TimeSpan.FromMilliseconds(50), backoffCoefficient: 4, maxRetryInterval: TimeSpan.FromMilliseconds(400)));
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Caller", context => context.CallActivityAsync("Fail", options))
            .AddActivityFunc("Fail", (TaskActivityContext _) =>
            {
                times.Enqueue(DateTime.UtcNow);
                throw new TimeoutException();
            }));

        Failure(await app.RunAsync("Caller"));
        var waits = times.Zip(times.Skip(1), (before, after) => (after - before).TotalMilliseconds).ToArray();
        int[] least = [50, 200, 400, 400];
        Assert.Equal(4, waits.Length);
        Assert.All(waits.Zip(least), pair => Assert.InRange(pair.First, pair.Second - 20, double.MaxValue));
    }

    [Fact]
    public async Task Policy_HandleFailure_StopsAtWhatItDoesNotTake()
    {
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(10, TimeSpan.FromMilliseconds(1))
        {
            HandleFailure = failure => failure.IsCausedBy<TimeoutException>() && failure.ErrorMessage != "attempt 3 failed",
        });
        var app = await StartAsync(tasks => CallFlaky(tasks, int.MaxValue, options));

        Assert.Equal("attempt 3 failed", Failure(await app.RunAsync("Caller")).InnerFailure!.ErrorMessage);
        Assert.Equal(3, _attempts);
    }

    [Fact]
    public async Task Policy_RetryTimeout_EndsTheAttempts()
    {
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(
            1000, TimeSpan.FromMilliseconds(20), retryTimeout: TimeSpan.FromMilliseconds(300)));
        var app = await StartAsync(tasks => CallFlaky(tasks, int.MaxValue, options));

        Failure(await app.RunAsync("Caller"));
        Assert.InRange(_attempts, 1, 16);
    }

    [Fact]
    public async Task Handler_SeesEachFailureAndDecides()
    {
        ConcurrentDictionary<int, string> seen = new();
        var options = TaskOptions.FromRetryHandler(retry =>
        {
            seen[retry.LastAttemptNumber] = retry.LastFailure.ErrorMessage;
            return retry.LastFailure.IsCausedBy<TimeoutException>() && retry.LastAttemptNumber < 4 && retry.TotalRetryTime >= TimeSpan.Zero;
        });
        var app = await StartAsync(tasks => CallFlaky(tasks, int.MaxValue, options));

        Failure(await app.RunAsync("Caller"));
        Assert.Equal(4, _attempts);
        Assert.Equal(
            Enumerable.Range(1, 4).Select(i => KeyValuePair.Create(i, $"attempt {i} failed")), seen.OrderBy(entry => entry.Key));
    }

    [Fact]
    public async Task AsyncHandler_WaitsOnADurableTimer()
    {
        var options = TaskOptions.FromRetryHandler(async retry =>
        {
            await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMilliseconds(20), retry.CancellationToken);
            return true;
        });
        var app = await StartAsync(tasks => CallFlaky(tasks, 3, options));

        Assert.Equal(4, await app.RunAsync<int>("Caller"));
    }

    [Fact]
    public async Task Policy_RestartBetweenAttempts_GoesOnCounting()
    {
        var secondFailed = new Gate();
        var app = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("Caller", context => context.CallActivityAsync<int>(
                "Flaky", TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromMilliseconds(500)))))
            .AddActivityFunc<int>("Flaky", (TaskActivityContext _) =>
            {
                var attempt = Interlocked.Increment(ref _attempts);
                if (attempt == 2)
                    secondFailed.Open();
                return attempt > 0 ? throw new TimeoutException($"attempt {attempt} failed") : attempt;
            }));

        var id = await app.ScheduleAsync("Caller");
        await secondFailed.WaitAsync();
        await app.RestartAsync();

        // The second attempt's failure may be lost with the process, never the first one's: at least once, at most once more.
        Failure(await app.FinishAsync(id));
        Assert.InRange(_attempts, 4, 5);
    }

    void CallFlaky(DurableTaskRegistry tasks, int failures, TaskOptions options) => tasks
        .AddOrchestratorFunc("Caller", context => context.CallActivityAsync<int>("Flaky", options))
        .AddActivityFunc<int>("Flaky", (TaskActivityContext _) =>
        {
            var attempt = Interlocked.Increment(ref _attempts);
            return attempt <= failures ? throw new TimeoutException($"attempt {attempt} failed") : attempt;
        });
}

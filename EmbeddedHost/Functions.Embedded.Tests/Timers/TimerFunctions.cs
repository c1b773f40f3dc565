using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Tests.Timers;

/// <summary>What timer functions saw.</summary>
public sealed class TimerRuns
{
    readonly Channel<(string Function, TimerInfo Info, int Retry)> _runs = Channel.CreateUnbounded<(string, TimerInfo, int)>();

    public void Add(string function, TimerInfo info, int retry) => _runs.Writer.TryWrite((function, info, retry));

    public bool TryRead(out (string Function, TimerInfo Info, int Retry) run) => _runs.Reader.TryRead(out run);

    public async Task<(string Function, TimerInfo Info, int Retry)> NextAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await _runs.Reader.ReadAsync(timeout.Token);
    }
}

public sealed class EverySecond(TimerRuns runs)
{
    [Function("EverySecond")]
    public void Run([TimerTrigger("* * * * * *")] TimerInfo timer, FunctionContext context, CancellationToken cancellation) =>
        runs.Add("EverySecond", timer, context.RetryContext.RetryCount);
}

public sealed class Yearly(TimerRuns runs)
{
    [Function("Yearly")]
    public void Run([TimerTrigger("%YEARLY%")] TimerInfo timer) => runs.Add("Yearly", timer, 0);
}

public sealed class OnStartup(TimerRuns runs)
{
    [Function("OnStartup")]
    public void Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => runs.Add("OnStartup", timer, 0);
}

public sealed class Unmonitored(TimerRuns runs)
{
    [Function("Unmonitored")]
    public void Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer) =>
        runs.Add("Unmonitored", timer, 0);
}

public sealed class Retried(TimerRuns runs)
{
    [Function("Retried")]
    [FixedDelayRetry(2, "00:00:00.010")]
    public void Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer, FunctionContext context)
    {
        runs.Add("Retried", timer, context.RetryContext.RetryCount);
        throw new InvalidOperationException("never works");
    }
}

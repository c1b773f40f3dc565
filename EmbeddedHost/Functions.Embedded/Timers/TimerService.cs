using Functions.Embedded.Discovery;
using Functions.Embedded.Hosting;
using Functions.Embedded.Invocation;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Timers;

/// <summary>Runs the timer functions while this process is the one that leads; otherwise stands by.</summary>
sealed class TimerService(
    FunctionCatalog functions,
    FunctionInvoker invoker,
    ITimerStore store,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<TimerService> logger) : BackgroundService
{
    static readonly TimeSpan StandbyInterval = TimeSpan.FromSeconds(5);

    bool _prepared;
    bool _startupDone;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A timer that runs on start-up may call the host itself, so the host is up first.
        await StartedAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LeadAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                EmbeddedHostLog.TimerStoreUnavailable(logger, e, StandbyInterval);
            }

            await Task.Delay(StandbyInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task StartedAsync(CancellationToken cancellation)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellation);
    }

    /// <summary>Returns when another process leads; throws when the leadership is lost.</summary>
    async Task LeadAsync(CancellationToken cancellation)
    {
        if (!_prepared)
        {
            await store.PrepareAsync(cancellation);
            _prepared = true;
        }

        await using var leadership = await store.TryLeadAsync(cancellation);
        // A standby that takes over later does not start up again.
        var first = !_startupDone;
        _startupDone = true;
        if (leadership is null)
            return;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var loss = leadership.WaitForLossAsync(end.Token);
        var loops = functions.Functions.Where(f => f.Schedule is not null)
            .Select(f => new TimerLoop(f, invoker, store, time, logger).RunAsync(first, end.Token)).ToArray();
        var ended = await Task.WhenAny([loss, .. loops]);
        await end.CancelAsync();
        await Task.WhenAll([loss, .. loops]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended;
    }
}

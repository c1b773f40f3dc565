using Functions.Embedded.Discovery;
using Functions.Embedded.Hosting;
using Functions.Embedded.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Timers;

/// <summary>Runs one timer function, one run at a time, as long as this process leads.</summary>
sealed class TimerLoop
{
    // Waits are cut up, so that a clock that is set forward is noticed.
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    readonly EmbeddedFunction _function;
    readonly TimerSchedule _schedule;
    readonly TimerTriggerAttribute _trigger;
    readonly TimerRetry _retry;
    readonly FunctionInvoker _invoker;
    readonly ITimerStore _store;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly bool _monitored;

    public TimerLoop(EmbeddedFunction function, FunctionInvoker invoker, ITimerStore store, TimeProvider time, ILogger logger)
    {
        _function = function;
        _schedule = function.Schedule!;
        _trigger = (TimerTriggerAttribute)function.Trigger;
        _retry = TimerRetry.From(function.Retry)!;
        _invoker = invoker;
        _store = store;
        _time = time;
        _logger = logger;
        _monitored = _trigger.UseMonitor && _schedule.CanBeMonitored(time.GetUtcNow());
    }

    /// <param name="first">Whether the host has just started, rather than taken over.</param>
    /// <param name="cancellation">The host stops, or another process leads.</param>
    public async Task RunAsync(bool first, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var state = await StartStateAsync(now, cancellation);
        var due = state.NextRun;
        if (due <= now)
        {
            EmbeddedHostLog.TimerPastDue(_logger, _function.Name, due);
            state = await FireAsync(state, due, isPastDue: true, cancellation);
        }
        else if (first && _trigger.RunOnStartup)
        {
            state = await FireAsync(state, null, isPastDue: false, cancellation);
        }

        // Once is information, every time would be noise.
        for (var level = LogLevel.Information; ; level = LogLevel.Debug)
        {
            EmbeddedHostLog.TimerNext(_logger, level, _function.Name, _schedule.ToString()!, state.NextRun);
            await WaitUntilAsync(state.NextRun, cancellation);
            state = await FireAsync(state, state.NextRun, isPastDue: false, cancellation);
        }
    }

    async Task<TimerState> StartStateAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var fresh = new TimerState(_schedule.ToString()!, null, _schedule.Next(now), now);
        if (!_monitored)
            return fresh;
        var known = await _store.GetAsync(_function.Name, cancellation);
        if (known is not null && known.Schedule == fresh.Schedule)
            return known;
        // A run that another schedule missed is not this one's to make up for.
        var state = fresh with { LastRun = known?.LastRun };
        await _store.PutAsync(_function.Name, state, cancellation);
        return state;
    }

    async Task WaitUntilAsync(DateTimeOffset due, CancellationToken cancellation)
    {
        for (var left = due - _time.GetUtcNow(); left > TimeSpan.Zero; left = due - _time.GetUtcNow())
        {
            // Timers count whole milliseconds; a rounded-down wait would wake up before its time.
            var wait = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            await Task.Delay(wait < LongestWait ? wait : LongestWait, _time, cancellation);
        }
    }

    /// <param name="state">The state before the run.</param>
    /// <param name="due">The scheduled time; null for a run at start-up that no schedule asked for.</param>
    /// <param name="isPastDue">Whether the run is late.</param>
    /// <param name="cancellation">The host stops, or another process leads.</param>
    async Task<TimerState> FireAsync(TimerState state, DateTimeOffset? due, bool isPastDue, CancellationToken cancellation)
    {
        var info = new TimerInfo { IsPastDue = isPastDue };
        if (_monitored)
        {
            info.ScheduleStatus = new ScheduleStatus
            {
                Last = state.LastRun?.UtcDateTime ?? default,
                Next = (due is null ? state.NextRun : NextAfter(due.Value)).UtcDateTime,
                LastUpdated = state.UpdatedAt.UtcDateTime,
            };
        }

        await InvokeAsync(info, cancellation);
        // Only a run that ended counts: one that was cut off by a stop is past due at the next start.
        cancellation.ThrowIfCancellationRequested();
        if (due is null)
            return state.NextRun > _time.GetUtcNow() ? state : state with { NextRun = NextAfter(state.NextRun) };
        var after = state with { LastRun = due, NextRun = NextAfter(due.Value), UpdatedAt = _time.GetUtcNow() };
        if (_monitored)
            await _store.PutAsync(_function.Name, after, cancellation);
        return after;
    }

    DateTimeOffset NextAfter(DateTimeOffset due)
    {
        var now = _time.GetUtcNow();
        var next = _schedule.Next(due);
        return next > now ? next : _schedule.Next(now);
    }

    async Task InvokeAsync(TimerInfo info, CancellationToken cancellation)
    {
        for (var retry = 0; ; retry++)
        {
            try
            {
                await _invoker.InvokeAsync(_function, context => context.Features.Set(info), null, cancellation, retry);
                return;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                if (!_retry.Allows(retry + 1))
                {
                    EmbeddedHostLog.TimerFailed(_logger, e, _function.Name);
                    return;
                }

                var delay = _retry.Delay(retry + 1);
                EmbeddedHostLog.TimerRetries(_logger, e, _function.Name, retry + 1, delay);
                await Task.Delay(delay, _time, cancellation);
            }
        }
    }
}

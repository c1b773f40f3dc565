using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImportFunctions.Schedules;

/// <summary>Looks for scheduled imports that are due.</summary>
/// <param name="runner">Starts them.</param>
/// <param name="pace">Remembers the last look.</param>
public sealed class ScheduleTimer(ScheduleRunner runner, SchedulePace pace)
{
    /// <summary>Starts what is due, as often as the setting says.</summary>
    /// <param name="timer">The timer: its own expression is fixed, as a missing setting in it would keep the function from loading.</param>
    /// <param name="client">The durable client.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>When it is done.</returns>
    [Function("StartScheduledImports")]
    public async Task OnTimer(
        [TimerTrigger("*/5 * * * * *", UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        _ = timer;
        if (pace.IsTime())
            await runner.SweepAsync(client, context.CancellationToken);
    }
}

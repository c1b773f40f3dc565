using System.Collections.Concurrent;
using ImportFunctions.Games.Runs;
using ImportFunctions.Schedules;
using ImportFunctions.Settings;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace ImportFunctions.Games;

/// <summary>Starts imports: of any number of simultaneous starts for one player exactly one comes through.</summary>
/// <param name="runs">The table of runs, which the limits are counted from.</param>
/// <param name="limits">The limits.</param>
/// <param name="underWay">Starts that the table does not show yet.</param>
/// <param name="room">Whether the queue is full.</param>
/// <param name="logger">Hears of starts that the infrastructure prevented.</param>
public sealed partial class ImportStarter(
    ImportRunStore runs, ImportLimits limits, StartsUnderWay underWay, QueueRoom room, ILogger<ImportStarter> logger)
{
    /// <summary>When a full queue, or infrastructure in trouble, is worth another request.</summary>
    public static readonly TimeSpan RetryLater = TimeSpan.FromSeconds(10);

    // Starts under way in this process. The engine is atomic by itself; Azure Storage looks and then writes, so that two starts at the
    // same moment would both come through there, the second replacing the first.
    readonly ConcurrentDictionary<string, Task<StartOutcome>> _starting = new();

    // Imports that probably live. Who presses twice is answered after one look at the instance; a forgotten one costs some more.
    readonly ConcurrentDictionary<string, byte> _alive = new();
    const int MostAlive = 10_000;

    static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // Given to the durable extension by name; the engine compares and inserts in one statement.
    static readonly StartOrchestrationOptions OnlyWhenNoneLives = new StartOrchestrationOptions().WithDedupeStatuses(
        OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended);

    /// <summary>Starts an import.</summary>
    /// <param name="client">The client of the calling function.</param>
    /// <param name="request">What to import.</param>
    /// <param name="cancellation">Gives up before the import is stored.</param>
    /// <param name="schedule">The schedule's start that it is; null when somebody asks for it.</param>
    /// <returns>What became of it, and when another request is worth while, where that matters.</returns>
    public async Task<(StartOutcome Outcome, TimeSpan RetryAfter)> StartAsync(
        DurableTaskClient client, ImportRequest request, CancellationToken cancellation, ScheduledStart? schedule = null)
    {
        var instanceId = request.Player.InstanceId;
        var entered = underWay.Enter(instanceId);
        var outcome = StartOutcome.Unavailable;
        try
        {
            if (_alive.TryRemove(instanceId, out _) && await IsLiveAsync(client, instanceId, cancellation))
                outcome = StartOutcome.AlreadyImporting;
            else if (await RefusedAsync(client, request, cancellation) is { } refusal)
                return refusal;
            else
                outcome = await ScheduleAloneAsync(client, new ImportInput(request, Schedule: schedule), cancellation);
            if (outcome is StartOutcome.Started or StartOutcome.AlreadyImporting)
                Remember(instanceId);
            return (outcome, RetryLater);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            StartFailed(logger, e, instanceId);
            return (StartOutcome.Unavailable, RetryLater);
        }
        finally
        {
            // What was started leaves when it has its row.
            if (entered && outcome != StartOutcome.Started)
                underWay.Leave(instanceId);
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "Import {InstanceId} could not be started")]
    static partial void StartFailed(ILogger logger, Exception exception, string instanceId);

    static async Task<bool> IsLiveAsync(DurableTaskClient client, string instanceId, CancellationToken cancellation) =>
        await client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellation) is { IsCompleted: false };

    static async Task<StartOutcome> ScheduleAsync(DurableTaskClient client, ImportInput input, CancellationToken cancellation)
    {
        var instanceId = input.Request.Player.InstanceId;
        var options = OnlyWhenNoneLives with { InstanceId = instanceId };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.ScheduleNewOrchestrationInstanceAsync(ImportOrchestration.Name, input, options, cancellation);
                return StartOutcome.Started;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Each host reports the conflict by an exception of its own; the instance itself tells whether that was it.
                if (await IsLiveAsync(client, instanceId, cancellation))
                    return StartOutcome.AlreadyImporting;
                // The other import may just have ended.
                if (attempt >= 2)
                    throw;
            }
        }
    }

    async Task<StartOutcome> ScheduleAloneAsync(DurableTaskClient client, ImportInput input, CancellationToken cancellation)
    {
        var instanceId = input.Request.Player.InstanceId;
        var mine = new TaskCompletionSource<StartOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        while (!_starting.TryAdd(instanceId, mine.Task))
        {
            if (_starting.TryGetValue(instanceId, out var other)
                && await other.WaitAsync(cancellation) is StartOutcome.Started or StartOutcome.AlreadyImporting)
            {
                return StartOutcome.AlreadyImporting;
            }
        }

        var outcome = StartOutcome.Unavailable;
        try
        {
            return outcome = await ScheduleAsync(client, input, cancellation);
        }
        finally
        {
            _starting.TryRemove(instanceId, out _);
            mine.SetResult(outcome);
        }
    }

    async Task<(StartOutcome Outcome, TimeSpan RetryAfter)?> RefusedAsync(
        DurableTaskClient client, ImportRequest request, CancellationToken cancellation)
    {
        (StartOutcome Outcome, TimeSpan RetryAfter)? refusal = null;
        var perHour = limits.ImportsPerUserPerHour;
        if (perHour > 0 && await runs.RecentAsync(request.Player, perHour, cancellation) is var recent && recent.Count >= perHour)
            refusal = (StartOutcome.TooManyForPlayer, recent.UntilOldestLeaves ?? Hour);
        else if (await room.IsFullAsync(request.Player.InstanceId, cancellation))
            refusal = (StartOutcome.QueueFull, RetryLater);
        // Who asks for an import that is under way learns that rather than a limit.
        return refusal is not null && await IsLiveAsync(client, request.Player.InstanceId, cancellation)
            ? (StartOutcome.AlreadyImporting, RetryLater)
            : refusal;
    }

    void Remember(string instanceId)
    {
        if (_alive.Count >= MostAlive)
            _alive.Clear();
        _alive[instanceId] = 0;
    }
}

using System.Collections.Concurrent;
using ImportFunctions.Games.Runs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ImportFunctions.Games;

/// <summary>
/// Tells working pages that their import is to end: at once when the wish comes to the same process, and by looking at the run's row
/// every second when it came to another one.
/// </summary>
/// <param name="runs">The table of runs.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of looks that failed.</param>
public sealed partial class RunStops(ImportRunStore runs, TimeProvider time, ILogger<RunStops> logger)
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<RunStop, Guid> _watches = new();

    /// <summary>Stops the pages of a run that work in this process.</summary>
    /// <param name="runId">The run.</param>
    public void Stop(Guid runId)
    {
        foreach (var (watch, run) in _watches)
        {
            if (run == runId)
                watch.Request();
        }
    }

    /// <summary>Watches a run while one of its pages works. Whether the run may go on at all is for the page to find out, after this.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="cancellation">Cancels the page for other reasons, such as the host's end.</param>
    /// <returns>The watch; disposing of it ends it.</returns>
    public RunStop Watch(Guid runId, CancellationToken cancellation)
    {
        var watch = new RunStop(cancellation, w => _watches.TryRemove(w, out _));
        _watches[watch] = runId;
        watch.Looking = LookAsync(watch, runId);
        return watch;
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "Could not see whether run {RunId} is to stop; looking again")]
    static partial void LookFailed(ILogger logger, Exception exception, Guid runId);

    async Task LookAsync(RunStop watch, Guid runId)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(watch.Done))
            {
                try
                {
                    if (await runs.IsStoppedAsync(runId, watch.Done))
                    {
                        watch.Request();
                        return;
                    }
                }
                catch (NpgsqlException e)
                {
                    // The page itself will meet the database's trouble; this look only comes a second later.
                    LookFailed(logger, e, runId);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page is done.
        }
    }
}

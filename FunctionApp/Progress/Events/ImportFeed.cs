using System.Threading.Channels;
using ImportFunctions.Games;
using ImportFunctions.Gate;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace ImportFunctions.Progress.Events;

/// <summary>
/// Looks at the imports for all streams of this process, while there are any. What it tells comes from the database and the durable
/// client alone, so that it does not matter which hosts the imports and the streams are on.
/// </summary>
/// <param name="changes">The table of runs.</param>
/// <param name="gate">The gate.</param>
/// <param name="settings">How many streams there may be.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of looks that failed.</param>
public sealed partial class ImportFeed(
    RunChangeStore changes, GateReader gate, EventSettings settings, TimeProvider time, ILogger<ImportFeed> logger)
{
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>However fast clients come and go.</summary>
    static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(50);

    static readonly TimeSpan LookAfterFailure = TimeSpan.FromSeconds(1);

    static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(15);

    /// <summary>The share of the time that looks may take when the database is slow or the queue is long.</summary>
    const int RestsPerLook = 4;

    readonly Lock _lock = new();
    readonly List<EventSubscription> _streams = [];
    readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    RunLooks? _looks;

    /// <summary>Adds a stream.</summary>
    /// <param name="client">The durable client of its invocation.</param>
    /// <param name="player">Whose imports; null for all, and the queue.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The stream's events, which begin with the present state; null when there are too many streams.</returns>
    /// <exception cref="Exception">The present state could not be read.</exception>
    public async Task<EventSubscription?> JoinAsync(DurableTaskClient client, PlayerKey? player, CancellationToken cancellation)
    {
        var stream = new EventSubscription(client, player);
        lock (_lock)
        {
            if (_streams.Count >= settings.MaxStreams)
                return null;
            _streams.Add(stream);
            if (_looks is null)
                _ = LoopAsync(_looks = new RunLooks(changes, gate, time));
        }

        _wake.Writer.TryWrite(true);
        try
        {
            await stream.Joined.WaitAsync(LookWithin, time, cancellation);
            return stream;
        }
        catch
        {
            Leave(stream);
            throw;
        }
    }

    /// <summary>Removes a stream.</summary>
    /// <param name="stream">The stream.</param>
    public void Leave(EventSubscription stream)
    {
        lock (_lock)
            _streams.Remove(stream);
    }

    /// <summary>The ending of a run will be told once its orchestration has ended too.</summary>
    /// <param name="row">The run, which has ended.</param>
    public void Await(RunRow row)
    {
        lock (_lock)
            _looks?.Await(row);
    }

    [LoggerMessage(EventId = 2302, Level = LogLevel.Warning, Message = "The imports could not be looked at for event streams; looking again")]
    static partial void LookFailed(ILogger logger, Exception exception);

    async Task LoopAsync(RunLooks looks)
    {
        // The caller holds the lock.
        await Task.Yield();
        var failing = false;
        while (true)
        {
            EventSubscription[] streams;
            lock (_lock)
            {
                if (_streams.Count == 0)
                {
                    _looks = null;
                    return;
                }

                streams = [.. _streams];
            }

            var began = time.GetTimestamp();
            var failed = await LookAsync(looks, streams, failing);
            (var rest, failing) = failed ? (LookAfterFailure, true) : (time.GetElapsedTime(began) * RestsPerLook, false);
            await Task.Delay(ShortestRest, time);
            await RestAsync(rest > LookEvery ? rest : LookEvery);
        }
    }

    async Task<bool> LookAsync(RunLooks looks, EventSubscription[] streams, bool failing)
    {
        try
        {
            using var enough = new CancellationTokenSource(LookWithin, time);
            var (events, position) = await looks.LookAsync(streams[0].Client, enough.Token);
            foreach (var stream in streams)
            {
                if (stream.Joined.IsCompleted)
                    stream.Put(events, position);
                else
                    stream.Join(looks.Present, position);
            }

            return false;
        }
        catch (Exception e)
        {
            // Streams stay open and hear nothing for a while; whoever wanted to join is told to come again.
            // An outage is worth one line, not one for each look.
            if (!failing && HasStreams())
                LookFailed(logger, e);
            foreach (var stream in streams.Where(s => !s.Joined.IsCompleted))
                stream.Fail(e);
            return true;
        }
    }

    // At the end of the host the streams have left, and what fails then interests nobody.
    bool HasStreams()
    {
        lock (_lock)
            return _streams.Count > 0;
    }

    // A stream that comes does not wait for the next look.
    async Task RestAsync(TimeSpan atMost)
    {
        using var enough = new CancellationTokenSource(atMost, time);
        try
        {
            await _wake.Reader.ReadAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody came.
        }
    }
}

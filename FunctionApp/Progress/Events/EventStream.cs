using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImportFunctions.Progress.Events;

/// <summary>One client's stream, from its first byte to its last.</summary>
/// <param name="context">The client's request.</param>
/// <param name="query">What it wants.</param>
/// <param name="subscription">What it gets, from where it joined.</param>
/// <param name="feed">Where that comes from.</param>
/// <param name="reader">Reads a player's progress.</param>
/// <param name="changes">The table of runs.</param>
/// <param name="time">The clock.</param>
sealed class EventStream(HttpContext context, EventQuery query, EventSubscription subscription, ImportFeed feed, ProgressReader reader,
    RunChangeStore changes, TimeProvider time)
{
    const int PageSize = 100;

    static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may not read at all.</summary>
    static readonly TimeSpan WriteWithin = TimeSpan.FromSeconds(30);

    readonly EventWriter _writer = new(context.Response.BodyWriter);

    // Every event has an id. Within a batch it is that of the batch before, as what follows has not been seen yet.
    string _id = "";

    // Endings that a resumed client has yet to be told: its position must not pass them.
    readonly Dictionary<Guid, ulong> _owed = [];

    /// <summary>Writes until the client goes, falls behind, or the stream is to end.</summary>
    /// <param name="stop">Ends the stream.</param>
    /// <returns>When it has ended.</returns>
    public async Task RunAsync(CancellationToken stop)
    {
        var response = context.Response;
        response.ContentType = EventWriter.ContentType;
        response.Headers.CacheControl = "no-store";
        // Proxies that gather answers would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        _writer.Retry(Retry);
        await FlushAsync(stop);
        var joined = await subscription.Joined;
        var resumes = query.Seen is { } given && !given.IsAhead(joined);
        _id = (resumes ? query.Seen! : joined).ToEventId();
        if (resumes)
            await CatchUpAsync(query.Seen!, joined, stop);
        else
            await ShowLatestAsync(stop);
        // What is open is shown again to whoever comes again, so that this much has been seen before it is.
        MoveOn(joined);
        _writer.Id(_id);
        await FlushAsync(stop);
        await FollowAsync(stop);
    }

    // The endings between what the client has seen and where it joined; what is open is part of what it joins.
    async Task CatchUpAsync(RunSnapshot seen, RunSnapshot joined, CancellationToken stop)
    {
        RunRow? after = null;
        while (true)
        {
            var rows = await changes.EndedAsync(seen, joined, after, query.Player, PageSize, stop);
            var instances = await RunLooks.ReadAsync(subscription.Client, rows, stop);
            foreach (var row in rows)
            {
                if (RunLooks.Ended(row, instances[row.Run.InstanceId], time.GetUtcNow(), anyway: false) is { } ending)
                {
                    await WriteAsync(ending, stop);
                    continue;
                }

                _owed[row.Run.RunId] = row.EndedIn!.Value;
                feed.Await(row);
            }

            if (rows.Count < PageSize)
                return;
            after = rows[^1];
            // Pages come in the order of transactions: below the oldest one that still ran, nothing more can appear.
            if (after.EndedIn <= joined.Lowest)
                MoveOn(RunSnapshot.Before(after.EndedIn!.Value));
            _writer.Id(_id);
            await FlushAsync(stop);
        }
    }

    // A client that follows one player and has seen nothing is shown the newest import also when that is over.
    async Task ShowLatestAsync(CancellationToken stop)
    {
        if (query.Player is not { } player || subscription.FoundSomething)
            return;
        if (await reader.ReadAsync(subscription.Client, player, stop) is { } progress && ImportStatus.IsFinal(progress.Status))
            await WriteAsync(RunLooks.Told(player, progress, onlyPlace: false), stop);
    }

    async Task FollowAsync(CancellationToken stop)
    {
        while (true)
        {
            EventBatch batch;
            using (var beat = CancellationTokenSource.CreateLinkedTokenSource(stop))
            {
                beat.CancelAfter(HeartbeatEvery);
                try
                {
                    batch = await subscription.TakeAsync(beat.Token);
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    _writer.Comment("still here");
                    await FlushAsync(stop);
                    continue;
                }
            }

            if (batch.TooSlow)
            {
                _writer.Comment("too slow: connect again and go on from the last id");
                await FlushAsync(stop);
                return;
            }

            for (var i = 0; i < batch.Events.Count; i++)
            {
                if (batch.Events[i].Ending)
                    _owed.Remove(batch.Events[i].Key);
                if (i == batch.Events.Count - 1)
                    MoveOn(batch.Position);
                await WriteAsync(batch.Events[i], stop);
            }

            await FlushAsync(stop);
        }
    }

    void MoveOn(RunSnapshot position) => _id = position.Without(_owed.Values).ToEventId();

    Task WriteAsync(ImportEvent one, CancellationToken stop) => InTimeAsync(c => _writer.EventAsync(one, _id, c), stop);

    Task FlushAsync(CancellationToken stop) => InTimeAsync(_writer.FlushAsync, stop);

    async Task InTimeAsync(Func<CancellationToken, Task> write, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        enough.CancelAfter(WriteWithin);
        try
        {
            await write(enough.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            context.Abort();
            throw;
        }
    }
}

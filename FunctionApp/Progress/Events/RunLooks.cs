using System.Collections.Concurrent;
using System.Text.Json;
using ImportFunctions.Games;
using ImportFunctions.Gate;
using ImportFunctions.Http;
using Microsoft.DurableTask.Client;

namespace ImportFunctions.Progress.Events;

/// <summary>Looks at the runs again and again, and tells what has changed. Used by one at a time.</summary>
/// <param name="changes">The table of runs.</param>
/// <param name="gate">The gate.</param>
/// <param name="time">The clock.</param>
sealed class RunLooks(RunChangeStore changes, GateReader gate, TimeProvider time)
{
    const int ReadsAtOnce = 8;

    /// <summary>What an orchestration says changes without its row, as when its provider makes it wait.</summary>
    static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long an orchestration may take to end after its row: until then a client that was told of the end could be refused its next
    /// start. One that stands still is not waited for any longer.
    /// </summary>
    static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(30);

    readonly ConcurrentQueue<RunRow> _awaited = new();
    Dictionary<Guid, Shown> _shown = [];
    Dictionary<Guid, Unsettled> _unsettled = [];
    ImportEvent? _queue;
    List<Guid> _queueOrder = [];
    RunSnapshot? _seen;

    sealed record Shown(ImportProgress Progress, ImportEvent Event, DateTimeOffset RowChanged, DateTimeOffset LookedAt);

    sealed record Unsettled(RunRow Row, DateTimeOffset Since);

    /// <summary>Everything there is, for somebody who comes now.</summary>
    public IEnumerable<ImportEvent> Present => _shown.Values.Select(s => s.Event).Append(_queue!);

    /// <summary>The ending of a run will be told once its orchestration has ended too.</summary>
    /// <param name="row">The run, which has ended.</param>
    public void Await(RunRow row) => _awaited.Enqueue(row);

    /// <summary>Looks once. When it throws, nothing is lost: the next look tells.</summary>
    /// <param name="client">A durable client.</param>
    /// <param name="cancellation">Cancels the look.</param>
    /// <returns>What has changed, and what somebody has seen who was told everything until now.</returns>
    public async Task<(IReadOnlyList<ImportEvent> Events, RunSnapshot Position)> LookAsync(
        DurableTaskClient client, CancellationToken cancellation)
    {
        var view = await gate.ReadAsync(client, cancellation);
        var (snapshot, rows) = await changes.LookAsync(_seen, cancellation);
        var now = time.GetUtcNow();
        var unsettled = Endings(rows, now);
        var waiting = view.Queue.Select(e => e.RunId).ToHashSet();
        var open = rows.Where(r => r.Run.FinishedAt is null).ToList();
        var instances = await ReadAsync(client,
            unsettled.Values.Select(u => u.Row).Concat(open.Where(r => !waiting.Contains(r.Run.RunId) && IsDue(r, now))), cancellation);

        var events = new List<ImportEvent>();
        var shown = new Dictionary<Guid, Shown>();
        foreach (var row in open)
        {
            if (Show(row, view, waiting, instances, now) is not { } one)
                continue;
            shown[row.Run.RunId] = one;
            if (!_shown.TryGetValue(row.Run.RunId, out var before) || !ReferenceEquals(one.Event, before.Event))
                events.Add(one.Event);
        }

        var pending = new Dictionary<Guid, Unsettled>();
        foreach (var (run, one) in unsettled)
        {
            if (Ended(one.Row, instances[one.Row.Run.InstanceId], now, now - one.Since > SettlesWithin) is { } ending)
                events.Add(ending);
            else
                pending[run] = one;
        }

        var order = QueueOrder(view);
        _queue = new ImportEvent(Guid.Empty, ImportEvent.QueueKind, Json(QueueEndpoint.Describe(view)), Player: null);
        if (!order.SequenceEqual(_queueOrder) || _seen is null)
            events.Add(_queue);
        (_shown, _unsettled, _queueOrder, _seen) = (shown, pending, order, snapshot);
        return (events, snapshot.Without(pending.Values.Select(u => u.Row.EndedIn!.Value)));
    }

    /// <summary>Makes the event of a run's ending.</summary>
    /// <param name="row">The run, which has ended.</param>
    /// <param name="instance">The orchestration under its instance id; null when there is none.</param>
    /// <param name="now">The time (UTC).</param>
    /// <param name="anyway">Whether to make it although the orchestration has not ended.</param>
    /// <returns>The event; null while the orchestration goes on.</returns>
    public static ImportEvent? Ended(RunRow row, OrchestrationMetadata? instance, DateTimeOffset now, bool anyway)
    {
        var progress = ProgressReader.OfRun(row.Player, row.Run, instance, now)!;
        if (!ImportStatus.IsFinal(progress.Status))
        {
            if (!anyway)
                return null;
            progress = ProgressReader.OfRun(row.Player, row.Run, instance: null, now)!;
        }

        return Told(row.Player, progress, onlyPlace: false);
    }

    /// <summary>Makes the event of a progress.</summary>
    /// <param name="player">Whose.</param>
    /// <param name="progress">The progress, of a run.</param>
    /// <param name="onlyPlace">Whether nothing but the place at the gate changed.</param>
    /// <returns>The event.</returns>
    public static ImportEvent Told(PlayerKey player, ImportProgress progress, bool onlyPlace) =>
        new(progress.RunId ?? Guid.Empty, ImportEvent.ProgressKind, Json(progress), player, onlyPlace, ImportStatus.IsFinal(progress.Status));

    /// <summary>Reads the orchestrations of some runs.</summary>
    /// <param name="client">A durable client.</param>
    /// <param name="rows">The runs.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <returns>The orchestrations by their instance ids; null where there is none.</returns>
    public static async Task<IReadOnlyDictionary<string, OrchestrationMetadata?>> ReadAsync(
        DurableTaskClient client, IEnumerable<RunRow> rows, CancellationToken cancellation)
    {
        var instances = new ConcurrentDictionary<string, OrchestrationMetadata?>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(rows.Select(r => r.Run.InstanceId).Distinct(), options, async (id, stop) =>
            instances[id] = await client.GetInstanceAsync(id, getInputsAndOutputs: true, stop));
        return instances;
    }

    static byte[] Json(object body) => JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), JsonAnswer.Format);

    // Holders and queue with a mark between them: a change is anybody's coming, going or moving.
    static List<Guid> QueueOrder(GateView view) =>
        [.. view.Holders.Select(e => e.RunId), Guid.Empty, .. view.Queue.Select(e => e.RunId)];

    // What is worth an event by itself: everything but the place at the gate and figures that drift with the clock.
    static ImportProgress Core(ImportProgress progress) => progress with
    {
        Message = progress.Status == ImportStatus.Queued ? "" : progress.Message,
        Slots = new SlotUse(null, null),
        QueuePosition = null,
        EstimatedWaitSeconds = null,
        EstimatedRemainingSeconds = null,
        GamesPerSecond = null,
        SkippedReasons = null,
    };

    Dictionary<Guid, Unsettled> Endings(IReadOnlyList<RunRow> rows, DateTimeOffset now)
    {
        var unsettled = new Dictionary<Guid, Unsettled>(_unsettled);
        while (_awaited.TryDequeue(out var row))
            unsettled.TryAdd(row.Run.RunId, new Unsettled(row, now));
        foreach (var row in rows.Where(r => r.Run.FinishedAt is not null))
            unsettled[row.Run.RunId] = new Unsettled(row, unsettled.GetValueOrDefault(row.Run.RunId)?.Since ?? now);
        // Kept at once, as what was dequeued must not be lost when this look fails.
        return _unsettled = unsettled;
    }

    bool IsDue(RunRow row, DateTimeOffset now) =>
        !_shown.TryGetValue(row.Run.RunId, out var shown) || shown.RowChanged != row.Run.UpdatedAt
        || shown.Progress.Status == ImportStatus.Queued || now - shown.LookedAt >= StatusEvery;

    Shown? Show(RunRow row, GateView view, HashSet<Guid> waiting, IReadOnlyDictionary<string, OrchestrationMetadata?> instances,
        DateTimeOffset now)
    {
        var before = _shown.GetValueOrDefault(row.Run.RunId);
        var lookedAt = now;
        ImportProgress? progress;
        if (waiting.Contains(row.Run.RunId))
        {
            progress = ProgressReader.OfQueued(row.Player, row.Run, view);
        }
        else if (instances.TryGetValue(row.Run.InstanceId, out var instance))
        {
            progress = ProgressReader.OfRun(row.Player, row.Run, instance, now) is { } found && !ImportStatus.IsFinal(found.Status)
                ? ProgressReader.AtTheGate(found, view)
                : null;
        }
        else
        {
            progress = ProgressReader.AtTheGate(before!.Progress, view);
            lookedAt = before.LookedAt;
        }

        // The orchestration of an open row is over or gone: the row is about to be closed, and that is the event.
        if (progress is null)
            return null;
        var sameCore = before is not null && Core(progress) == Core(before.Progress);
        if (sameCore && progress.QueuePosition == before!.Progress.QueuePosition && progress.Slots == before.Progress.Slots)
            return before with { RowChanged = row.Run.UpdatedAt, LookedAt = lookedAt };
        return new Shown(progress, Told(row.Player, progress, onlyPlace: sameCore), row.Run.UpdatedAt, lookedAt);
    }
}

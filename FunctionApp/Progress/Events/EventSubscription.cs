using System.Threading.Channels;
using ImportFunctions.Games;
using Microsoft.DurableTask.Client;

namespace ImportFunctions.Progress.Events;

/// <summary>
/// What waits to be written to one stream: the newest event of each run and of the queue, and endings up to a number. So a slow reader
/// costs no more memory than there are open runs, and sees newer states instead of more of them.
/// </summary>
/// <param name="client">The durable client of the stream's invocation.</param>
/// <param name="player">Whose imports; null for all, and the queue.</param>
public sealed class EventSubscription(DurableTaskClient client, PlayerKey? player)
{
    /// <summary>Endings that may wait. They are never left out, so a client that is farther behind has to come back for them.</summary>
    public const int MaxEndings = 1000;

    readonly Lock _lock = new();
    readonly OrderedDictionary<Guid, ImportEvent> _pending = [];
    readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly TaskCompletionSource<RunSnapshot> _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    RunSnapshot? _position;
    int _endings;
    bool _tooSlow;

    /// <summary>The durable client of the stream's invocation.</summary>
    public DurableTaskClient Client => client;

    /// <summary>Whose imports; null for all, and the queue.</summary>
    public PlayerKey? Player => player;

    /// <summary>Completes with what the events that come were preceded by.</summary>
    public Task<RunSnapshot> Joined => _joined.Task;

    /// <summary>Whether there was anything to tell when it joined.</summary>
    public bool FoundSomething { get; private set; }

    /// <summary>Begins with the present state.</summary>
    /// <param name="present">An event for everything there is.</param>
    /// <param name="position">What it was read from.</param>
    public void Join(IEnumerable<ImportEvent> present, RunSnapshot position)
    {
        // In the present state nothing has only changed its place.
        Put(present.Select(e => e with { OnlyPlace = false }), position);
        FoundSomething = _pending.Count > 0;
        _joined.TrySetResult(position);
    }

    /// <summary>The present state could not be read.</summary>
    /// <param name="exception">Why.</param>
    public void Fail(Exception exception) => _joined.TrySetException(exception);

    /// <summary>Adds events.</summary>
    /// <param name="events">The events, of all players.</param>
    /// <param name="position">What a client has seen that has received them and all before.</param>
    public void Put(IEnumerable<ImportEvent> events, RunSnapshot position)
    {
        lock (_lock)
        {
            if (_tooSlow)
                return;
            foreach (var one in events.Where(Concerns))
            {
                if (one.Ending && !(_pending.TryGetValue(one.Key, out var old) && old.Ending))
                    _endings++;
                _pending[one.Key] = one;
            }

            if (_endings > MaxEndings)
            {
                _tooSlow = true;
                _pending.Clear();
            }

            _position = position;
            if (_pending.Count > 0 || _tooSlow)
                _wake.Writer.TryWrite(true);
        }
    }

    /// <summary>Waits until there is something to write, and takes all of it.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The batch.</returns>
    public async Task<EventBatch> TakeAsync(CancellationToken cancellation)
    {
        await _wake.Reader.ReadAsync(cancellation);
        lock (_lock)
        {
            var batch = new EventBatch([.. _pending.Values], _position!, _tooSlow);
            _pending.Clear();
            _endings = 0;
            return batch;
        }
    }

    bool Concerns(ImportEvent one) => player is null ? !one.OnlyPlace : one.Player == player;
}

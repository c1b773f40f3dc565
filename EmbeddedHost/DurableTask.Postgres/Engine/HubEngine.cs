using System.Threading.Channels;
using DurableTask.Postgres.Engine.Activities;
using DurableTask.Postgres.Engine.Entities;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Engine.Orchestrations;
using DurableTask.Postgres.Storage;

namespace DurableTask.Postgres.Engine;

/// <summary>
/// The owner's state of one task hub for one epoch: live instances and entities in memory, every change written by group commit.
/// <para>
/// Steps run in parallel on worker loops and are applied to the open transaction one after another under one lock. What a step sends
/// inside the hub is delivered at once, before it is durable; what leaves the hub (an activity that starts, a client that is
/// answered) waits for the commit. A commit that fails ends the engine: it is thrown away and the next one starts from the database,
/// as after a crash, so that there is one way to recover and it is always the tested one.
/// </para>
/// </summary>
sealed partial class HubEngine : IAsyncDisposable
{
    static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(5);

    readonly Lock _gate = new();
    readonly Dictionary<string, OrchestrationInstance> _instances = new(StringComparer.Ordinal);
    readonly Dictionary<string, EntityRecord> _entities = new(StringComparer.Ordinal);
    readonly LinkedList<OrchestrationInstance> _loaded = new();
    readonly Channel<OrchestrationInstance> _ready = Channel.CreateUnbounded<OrchestrationInstance>();
    readonly Channel<EntityRecord> _readyEntities = Channel.CreateUnbounded<EntityRecord>();
    readonly Channel<bool> _commitWanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly CancellationTokenSource _stopping = new();
    readonly CancellationTokenSource _abandoned = new();
    readonly TaskCompletionSource _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly EngineSettings _settings;
    readonly HubStore _store;
    readonly HubSignals _signals;
    readonly MessageIds _messageIds;
    readonly TimerQueue _timers;
    readonly ActivityDispatcher _activities;
    readonly List<Task> _loops = [];
    HubTransaction _open = new();
    bool _closed;

    public HubEngine(EngineSettings settings, HubStore store, HubSignals signals, MessageIds messageIds)
    {
        _settings = settings;
        _store = store;
        _signals = signals;
        _messageIds = messageIds;
        _timers = new TimerQueue(settings.Time);
        _activities = new ActivityDispatcher(settings, Deliver, _stopping.Token);
    }

    /// <summary>Faults when the engine can't go on; the caller disposes of it and starts another.</summary>
    public Task Fault => _fault.Task;

    /// <summary>Whether each commit that finishes something also notifies other processes.</summary>
    public bool NotifyOthers { get; set; }

    public int LiveInstances
    {
        get
        {
            lock (_gate)
            {
                return _instances.Count;
            }
        }
    }

    public int RunningActivities => _activities.Running;

    public int WaitingActivities => _activities.Waiting;

    DateTime UtcNow => _settings.Time.GetUtcNow().UtcDateTime;

    /// <summary>Takes a message in. A stored one was committed by its sender, or belongs to the open transaction.</summary>
    public void Deliver(Message message)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                DeliverCore(message);
            }
        }
    }

    /// <summary>Takes in a message that a client of this process has committed.</summary>
    public void DeliverStored(Message message)
    {
        lock (_gate)
        {
            // A client may be so late to hand over that the message was found at the start.
            if (_closed || _ownMessagesAtStart.Contains(message.Id))
            {
                return;
            }

            // While the state is being loaded, the message may be found in the database too, and its target is not known yet.
            if (!_isLoaded)
            {
                _early.Add(message);
            }
            else if (message.IsForEntity || message.Kind == MessageKind.Rewind || _instances.ContainsKey(message.Target) || _reviving.ContainsKey(message.Target))
            {
                DeliverCore(message);
            }
            else
            {
                // Another process may just have created the instance; it was alive when the message was committed.
                _withoutTarget.Add(message);
            }
        }
    }

    /// <summary>Takes in an instance that a client has created.</summary>
    public void Add(OrchestrationInstance instance)
    {
        lock (_gate)
        {
            // A client may be so late to hand over that the instance was found at the start, and may even be finished.
            if (_closed || _pendingKeysAtStart.Contains(instance.Key)
                || (_instances.TryGetValue(instance.Id, out var known) && known.Key >= instance.Key && known.Key != 0))
            {
                return;
            }

            if (known is { Key: 0 })
            {
                // A child of the same name waits for a commit that will find this one there.
                _overtaken[instance.Id] = instance;
                return;
            }

            _instances[instance.Id] = instance;
            AllowStart(instance);
        }
    }

    /// <summary>Whether an instance is known and not finished.</summary>
    public bool IsLive(string instanceId)
    {
        lock (_gate)
        {
            return _instances.ContainsKey(instanceId);
        }
    }

    /// <summary>Removes the instances of one status that finished longer than <paramref name="keep"/> ago.</summary>
    public async Task<long> RetireAsync(short status, TimeSpan keep, CancellationToken cancellation)
    {
        const int Batch = 500;
        long removed = 0;
        for (long last = Batch; last == Batch; removed += last)
        {
            last = await _store.RetireAsync(status, UtcNow - keep, Batch, cancellation).ConfigureAwait(false);
        }

        return removed;
    }

    /// <summary>Starts the loops; the state must have been loaded.</summary>
    public void Run()
    {
        for (var i = 0; i < _settings.MaxConcurrentSteps; i++)
        {
            _loops.Add(Task.Run(() => RunAsync(_ready, RunStepAsync)));
        }

        // Entity code may wait for I/O: it must not take the orchestrations' turns.
        for (var i = 0; i < _settings.MaxConcurrentEntities; i++)
        {
            _loops.Add(Task.Run(() => RunAsync(_readyEntities, RunBatchAsync)));
        }

        _loops.Add(Task.Run(CommitAsync));
    }

    /// <summary>
    /// Ends the engine in order: running activities are cancelled and waited for, what they delivered is still worked on and committed.
    /// </summary>
    public async Task StopAsync(TimeSpan drain)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        var drained = _activities.CloseAsync();
        if (await Task.WhenAny(drained, Task.Delay(drain, _settings.Time, CancellationToken.None)).ConfigureAwait(false) != drained)
        {
            EngineLog.DrainTimedOut(_settings.Logger, _activities.Running);
        }

        _timers.Dispose();
        _ready.Writer.TryComplete();
        _readyEntities.Writer.TryComplete();
        await Task.WhenAll(_loops.Take(_loops.Count - 1)).ConfigureAwait(false);
        lock (_gate)
        {
            _closed = true;
        }

        _commitWanted.Writer.TryWrite(true);
        _commitWanted.Writer.TryComplete();
        await Task.WhenAll(_loops).ConfigureAwait(false);
    }

    /// <summary>Drops everything that is not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        // Nor must a connection that hangs keep the next engine from starting.
        await _abandoned.CancelAsync().ConfigureAwait(false);
        _ = _activities.CloseAsync();
        _timers.Dispose();
        _ready.Writer.TryComplete();
        _readyEntities.Writer.TryComplete();
        _commitWanted.Writer.TryComplete();
        // User code that does not end must not keep the next engine from starting; what it still does is fenced off.
        await Task.WhenAny(Task.WhenAll(_loops), Task.Delay(DisposeTimeout, _settings.Time)).ConfigureAwait(false);
    }

    void DeliverCore(Message message)
    {
        if (message.VisibleAt is { } due && due > UtcNow)
        {
            _timers.Schedule(due, () => Deliver(message));
            return;
        }

        if (message.Kind == MessageKind.LeftActivity)
        {
            StartLeft(message);
            return;
        }

        if (message.Kind is MessageKind.ActivityCompleted or MessageKind.ActivityFailed && EndLeft(message))
        {
            return;
        }

        if (message.IsForEntity)
        {
            if (!_entities.TryGetValue(message.Target, out var entity))
            {
                entity = new EntityRecord(message.Target);
                _entities.Add(message.Target, entity);
            }

            entity.Queue.Add(message);
            Activate(entity);
            return;
        }

        if (_instances.TryGetValue(message.Target, out var instance))
        {
            instance.Inbox.Add(message);
            Activate(instance);
            return;
        }

        if (_reviving.TryGetValue(message.Target, out var heldBack))
        {
            heldBack.Add(message);
            return;
        }

        if (message.Kind == MessageKind.Rewind)
        {
            _reviving.Add(message.Target, [message]);
            _ = ReviveAsync(message.Target);
            return;
        }

        if (message.IsKeptAnswer)
        {
            _open.Leave(message);
            WantCommit();
            return;
        }

        EngineLog.MessageDropped(_settings.Logger, message.Kind.ToString(), message.Target);
        if (message.IsStored)
        {
            _open.Consume(message);
            WantCommit();
        }
    }

    /// <summary>Sends a stored message as part of the open transaction.</summary>
    void Send(Message message)
    {
        _open.Send(message);
        DeliverCore(message);
    }

    void AllowStart(OrchestrationInstance instance)
    {
        if (instance.StartAt is { } at && at > UtcNow)
        {
            _timers.Schedule(at, () =>
            {
                lock (_gate)
                {
                    if (!_closed)
                    {
                        instance.MayStart = true;
                        Activate(instance);
                    }
                }
            });
            Activate(instance);
            return;
        }

        instance.MayStart = true;
        Activate(instance);
    }

    void Activate(OrchestrationInstance instance)
    {
        if (instance.IsActive || instance.IsFinished || VersionRules.Rejects(_settings.Worker, instance))
        {
            return;
        }

        // Code that is not kept in memory is replayed at every step, from what is committed.
        if (_settings.Hub.MaxLoadedOrchestrations == 0 && instance.LastTransaction is { IsCommitted: false })
        {
            return;
        }

        // Before its start only a termination concerns an instance; everything else waits for the code to run.
        var hasWork = instance.Begun
            ? instance.Inbox.Count > 0
            : instance.MayStart || instance.Inbox.Exists(m => m.Kind == MessageKind.Terminate);
        if (hasWork && instance.Key != 0)
        {
            instance.IsActive = true;
            _ready.Writer.TryWrite(instance);
        }
    }

    void Activate(EntityRecord entity)
    {
        if (!entity.IsActive && entity.Queue.Count > 0)
        {
            entity.IsActive = true;
            if (entity.Rest > TimeSpan.Zero && entity.Rest - _settings.Time.GetElapsedTime(entity.LastBatchAt) is { Ticks: > 0 } left)
            {
                _ = ActivateLaterAsync(entity, left);
            }
            else
            {
                _readyEntities.Writer.TryWrite(entity);
            }
        }
    }

    async Task ActivateLaterAsync(EntityRecord entity, TimeSpan wait)
    {
        await Task.Delay(wait, _settings.Time).ConfigureAwait(false);
        // An engine that has ended takes nothing more; what the entity was to work on is stored.
        _readyEntities.Writer.TryWrite(entity);
    }

    async Task RunAsync<T>(Channel<T> ready, Func<T, Task> run)
    {
        try
        {
            await foreach (var item in ready.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                await run(item).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    void WantCommit() => _commitWanted.Writer.TryWrite(true);

    void Fail(Exception exception)
    {
        lock (_gate)
        {
            _closed = true;
        }

        _fault.TrySetException(exception);
        _ready.Writer.TryComplete();
        _readyEntities.Writer.TryComplete();
        _commitWanted.Writer.TryComplete();
    }
}

using DurableTask.Postgres.Engine.Activities;
using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Engine.Orchestrations;

namespace DurableTask.Postgres.Engine;

sealed partial class HubEngine
{
    /// <summary>
    /// What was taken in from other processes and may still be found in the database. What a later look does not find any more is
    /// forgotten: it can't come back.
    /// </summary>
    readonly HashSet<long> _seenMessages = [];
    readonly HashSet<long> _seenKeys = [];

    /// <summary>Messages of other processes that wait for an instance which this process may have created.</summary>
    readonly HashSet<long> _heldBack = [];

    /// <summary>
    /// What was found at the start of what this process' own clients wrote: one that never learnt whether its write was committed has it
    /// looked for later, and must not find it a second time.
    /// </summary>
    readonly HashSet<long> _ownMessagesAtStart = [];
    readonly HashSet<long> _pendingKeysAtStart = [];

    /// <summary>Messages that clients of this process committed while the state was being loaded.</summary>
    readonly List<Message> _early = [];

    /// <summary>Messages that clients of this process committed for instances that are finished, or created elsewhere and not known yet.</summary>
    readonly List<Message> _withoutTarget = [];

    /// <summary>Whether something waits for a look at what other processes have created.</summary>
    public bool WantsForeignRead
    {
        get
        {
            lock (_gate)
            {
                return _withoutTarget.Count > 0;
            }
        }
    }
    readonly SemaphoreSlim _readingForeign = new(1, 1);
    bool _isLoaded;

    /// <summary>Reads the hub's state after a change of owner. The history alone says what was begun and not finished.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        // Messages first: by then the instance that one is for exists, and only this engine could end it.
        var messages = await _store.ReadInboxAsync(onlyForeign: false, cancellation).ConfigureAwait(false);
        var live = await _store.ReadLiveAsync(onlyNew: false, cancellation).ConfigureAwait(false);
        var byKey = live.ToDictionary(i => i.Key);
        var ended = new HashSet<long>();
        await _store.ReadLiveHistoriesAsync(
            (key, batch, events) =>
            {
                if (byKey.TryGetValue(key, out var instance))
                {
                    instance.NextBatch = batch + 1;
                    instance.Begun = true;
                    foreach (var e in HistoryCodec.Decode(events))
                    {
                        instance.Outstanding.Add(e);
                        if (e.Type == HistoryEventType.ExecutionCompleted)
                        {
                            // Rewound by a client; the message that says so brings it back.
                            ended.Add(key);
                        }
                    }
                }
            },
            cancellation).ConfigureAwait(false);
        live.RemoveAll(i => ended.Contains(i.Key));
        var locks = await _store.ReadLocksAsync(cancellation).ConfigureAwait(false);
        var children = live.Where(i => i.Outstanding.AwaitedLock is null).SelectMany(i => i.Outstanding.Children.Values.Select(c => (InstanceId: c.Target!, ParentId: i.Id, Task: c.Id))).ToList();
        var existing = children.Count == 0 ? [] : await _store.ReadExistingChildrenAsync(children, cancellation).ConfigureAwait(false);

        lock (_gate)
        {
            foreach (var instance in live)
            {
                if (_instances.TryAdd(instance.Id, instance))
                {
                    _seenKeys.Add(instance.Key);
                    Resume(instance);
                }

                if (instance.Status == InstanceStatus.Pending)
                {
                    _pendingKeysAtStart.Add(instance.Key);
                }
            }

            foreach (var message in RewindsFirst(messages))
            {
                if (_messageIds.IsOwn(message.Id))
                {
                    _ownMessagesAtStart.Add(message.Id);
                }

                _seenMessages.Add(message.Id);
                DeliverCore(message);
            }

            foreach (var message in RewindsFirst(_early))
            {
                if (_seenMessages.Add(message.Id))
                {
                    DeliverCore(message);
                }
            }

            _early.Clear();
            foreach (var (instanceId, parentId, task) in children.Where(c => !existing.Contains(c.InstanceId)))
            {
                TellParentThatChildExists(new NewInstance
                {
                    InstanceId = instanceId,
                    Name = "",
                    CreatedAt = UtcNow,
                    ParentId = parentId,
                    ParentExecution = _instances[parentId].Execution,
                    ParentTask = task,
                });
            }

            foreach (var (entity, holder) in locks)
            {
                if (!_instances.TryGetValue(holder, out var instance) || !instance.Outstanding.Locks.Values.Any(e => e.Contains(entity)))
                {
                    SendUnlock(holder, entity);
                }
            }

            _isLoaded = true;
        }

        WantCommit();
    }

    /// <summary>
    /// Takes in what other processes have created and sent since the last look, and what clients of this one wrote without learning
    /// whether it was committed.
    /// </summary>
    public async Task ReadForeignAsync(UnconfirmedWrites unconfirmed, CancellationToken cancellation)
    {
        await _readingForeign.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            List<Message> withoutTarget;
            lock (_gate)
            {
                withoutTarget = [.. _withoutTarget];
            }

            var lookedFor = await ReadUnconfirmedAsync(unconfirmed, cancellation).ConfigureAwait(false);
            // Messages first: an instance that one is for exists by then and is found or known.
            var messages = await _store.ReadInboxAsync(onlyForeign: true, cancellation).ConfigureAwait(false);
            var instances = await _store.ReadLiveAsync(onlyNew: true, cancellation).ConfigureAwait(false);
            lock (_gate)
            {
                if (_closed)
                {
                    return;
                }

                foreach (var instance in instances)
                {
                    if (_seenKeys.Add(instance.Key))
                    {
                        Add(instance);
                    }
                }

                // Meanwhile others may have come, behind these.
                _withoutTarget.RemoveRange(0, withoutTarget.Count);
                foreach (var message in withoutTarget)
                {
                    if (IsKnown(message) || !unconfirmed.MayHaveCreated(message.Target) || lookedFor.Contains(message.Target))
                    {
                        DeliverCore(message);
                    }
                    else
                    {
                        _withoutTarget.Add(message);
                    }
                }

                _seenKeys.IntersectWith(instances.Select(i => i.Key));
                foreach (var message in RewindsFirst(messages))
                {
                    // One for an instance that may just be being created from here waits until that is known. What was looked for after
                    // the message had come, and not found, was created elsewhere or has ended.
                    var waits = !IsKnown(message) && unconfirmed.MayHaveCreated(message.Target)
                        && !(_heldBack.Contains(message.Id) && lookedFor.Contains(message.Target));
                    if (waits)
                    {
                        _heldBack.Add(message.Id);
                    }
                    else if (_seenMessages.Add(message.Id))
                    {
                        DeliverCore(message);
                    }
                }

                _heldBack.IntersectWith(messages.Select(m => m.Id));

                _seenMessages.IntersectWith(messages.Select(m => m.Id));
            }
        }
        finally
        {
            _readingForeign.Release();
        }
    }

    /// <summary>Whether a message's receiver is here. One that is to be rewound has ended, so no creation stands in its way.</summary>
    bool IsKnown(Message message)
        => message.Kind == MessageKind.Rewind || _instances.ContainsKey(message.Target) || _reviving.ContainsKey(message.Target);

    /// <returns>Instances that were looked for, and are known now if they were there and had not begun.</returns>
    async Task<HashSet<string>> ReadUnconfirmedAsync(UnconfirmedWrites unconfirmed, CancellationToken cancellation)
    {
        var (messageIds, instanceIds) = unconfirmed.Pending();
        if (messageIds.Count == 0 && instanceIds.Count == 0)
        {
            return [];
        }

        var messages = await _store.ReadMessagesAsync(messageIds, cancellation).ConfigureAwait(false);
        var instances = await _store.ReadPendingAsync(instanceIds, cancellation).ConfigureAwait(false);
        lock (_gate)
        {
            if (_closed)
            {
                return [];
            }

            foreach (var instance in instances)
            {
                if (!_pendingKeysAtStart.Contains(instance.Key))
                {
                    Add(instance);
                }
            }

            foreach (var message in messages)
            {
                if (!_ownMessagesAtStart.Contains(message.Id))
                {
                    DeliverCore(message);
                }
            }

            unconfirmed.Found(messages.Select(m => m.Id), instances.Select(i => i.Id));
        }

        return [.. instanceIds];
    }

    /// <summary>What was sent after a rewind must not be looked at before it.</summary>
    static IEnumerable<Message> RewindsFirst(List<Message> messages) => messages.OrderBy(m => m.Kind != MessageKind.Rewind);

    void Resume(OrchestrationInstance instance)
    {
        if (!instance.Begun)
        {
            AllowStart(instance);
            return;
        }

        instance.MayStart = true;
        if (instance.Outstanding.AwaitedLock is not null)
        {
            return;
        }

        foreach (var activity in instance.Outstanding.Activities.Values)
        {
            _activities.Start(new ActivityWorkItem(instance, instance.Execution, activity));
        }

        foreach (var timer in instance.Outstanding.Timers.Values)
        {
            ScheduleTimer(instance, instance.Execution, timer);
        }
    }
}

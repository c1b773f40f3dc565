using DurableTask.Postgres.Engine.Activities;
using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Engine.Orchestrations;
using DurableTask.Postgres.Management;
using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres.Engine;

sealed partial class HubEngine
{
    static readonly TimeSpan CommitWait = TimeSpan.FromMilliseconds(20);

    /// <summary>What arrives for instances that are being read from the database to be rewound; the rewind comes first.</summary>
    readonly Dictionary<string, List<Message>> _reviving = new(StringComparer.Ordinal);

    /// <summary>Brings a failed instance back into memory, where the message makes it go on.</summary>
    async Task ReviveAsync(string instanceId)
    {
        try
        {
            // The gate is held where this begins.
            await Task.Yield();
            await CommittedAsync().ConfigureAwait(false);
            var instance = await _store.ReadRewoundAsync(instanceId, _abandoned.Token).ConfigureAwait(false);
            var answers = await _store.ReadAnswersAsync(instanceId, _abandoned.Token).ConfigureAwait(false);
            lock (_gate)
            {
                _reviving.Remove(instanceId, out var messages);
                if (_closed)
                {
                    return;
                }

                if (instance is not null && !_instances.ContainsKey(instanceId))
                {
                    instance.Begun = true;
                    instance.MayStart = true;
                    instance.Status = InstanceStatus.Failed;
                    _instances.Add(instanceId, instance);
                }

                // What came while it was being read was committed meanwhile, perhaps.
                var known = messages!.Select(m => m.Id).ToHashSet();
                foreach (var message in messages!.Concat(answers.Where(a => !known.Contains(a.Id))))
                {
                    if (message.Kind == MessageKind.Rewind && !_instances.ContainsKey(instanceId))
                    {
                        // It was purged or replaced meanwhile.
                        _open.Consume(message);
                        WantCommit();
                        continue;
                    }

                    DeliverCore(message);
                }
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>Waits until everything that was applied so far is in the database.</summary>
    async Task CommittedAsync()
    {
        HubTransaction? transaction;
        lock (_gate)
        {
            transaction = _open.IsEmpty ? _writing : _open;
        }

        WantCommit();
        if (transaction is not null)
        {
            await transaction.Committed.Task.WaitAsync(_abandoned.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the failure back and runs the code up to the step that failed.</summary>
    async Task PrepareRewindAsync(OrchestrationInstance instance, OrchestrationStep step, Message rewind)
    {
        var history = instance.FailedHistory!;
        instance.FailedHistory = null;
        var rewound = await FitAsync(instance, history).ConfigureAwait(false);
        step.Rewound = rewound;
        var began = new HistoryEvent
        {
            Type = HistoryEventType.ExecutionRewound,
            Id = rewound.HeldLock ?? -1,
            Execution = RewoundHistory.NextAttempt(history),
            Payload = rewind.Payload,
        };
        rewound.Outstanding.Add(began);
        step.Incoming.Add(began);
        step.Incoming.AddRange(rewound.Incoming);
        instance.Outstanding = rewound.Outstanding;
        if (rewound.HeldLock is null)
        {
            step.Repeats = await ReadChildrenAsync(instance).ConfigureAwait(false);
        }
    }

    /// <summary>Finds the history with the fewest failures that the code can be run over, and leaves the code where that ends.</summary>
    async Task<RewoundHistory> FitAsync(OrchestrationInstance instance, List<HistoryEvent> history)
    {
        NonDeterministicOrchestrationException? mismatch = null;
        foreach (var candidate in RewoundHistory.Candidates(history))
        {
            try
            {
                instance.Run = await CreateRunAsync(instance).ConfigureAwait(false);
                instance.Run.Replay(candidate.Past);
                return candidate;
            }
            catch (NonDeterministicOrchestrationException e)
            {
                // The code went on because of a failure that this candidate takes out.
                mismatch = e;
            }
        }

        instance.Run = null;
        throw mismatch!;
    }

    /// <summary>Reads how the children stand that the instance waits for; null for one that does not exist.</summary>
    async Task<Dictionary<int, InstanceDetails?>> ReadChildrenAsync(OrchestrationInstance instance)
    {
        var children = new Dictionary<int, InstanceDetails?>();
        foreach (var child in instance.Outstanding.Children.Values)
        {
            var details = await ReadAsync(_store.ReadDetailsAsync(child.Target!, _abandoned.Token)).ConfigureAwait(false);
            while (IsUnfinished(details) && !IsLive(child.Target!))
            {
                // It has just ended; how, the database knows after the commit.
                await Task.Delay(CommitWait, _settings.Time, CancellationToken.None).ConfigureAwait(false);
                details = await ReadAsync(_store.ReadDetailsAsync(child.Target!, _abandoned.Token)).ConfigureAwait(false);
            }

            children[child.Id] = details?.ParentInstanceId == instance.Id ? details : null;
        }

        return children;
    }

    static bool IsUnfinished(InstanceDetails? details) => details?.RuntimeStatus
        is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended;

    /// <summary>Asks again for the locks that the rewound instance held or waited for when it failed.</summary>
    void RepeatLockRequest(OrchestrationInstance instance, DateTime now)
    {
        foreach (var (id, entities) in instance.Outstanding.Locks)
        {
            Dispatch(instance, new HistoryEvent { Type = HistoryEventType.EntityLockRequested, Id = id, Entities = entities }, now);
        }
    }

    /// <summary>
    /// Makes everything happen again that the rewound instance waits for. Entities are not called again: what they answered was kept, and
    /// what they have not answered they will.
    /// </summary>
    void RepeatOutstanding(OrchestrationInstance instance, IReadOnlyDictionary<int, InstanceDetails?> children, DateTime now)
    {
        var work = instance.Outstanding;
        foreach (var activity in work.Activities.Values)
        {
            TakeBack(instance, activity);
            _open.Activities.Add(new ActivityWorkItem(instance, instance.Execution, activity));
        }

        foreach (var timer in work.Timers.Values)
        {
            ScheduleTimer(instance, instance.Execution, timer);
        }

        foreach (var (id, child) in work.Children)
        {
            switch (children[id]?.RuntimeStatus)
            {
                case OrchestrationRuntimeStatus.Failed:
                    Send(new Message
                    {
                        Id = _messageIds.Next(),
                        Target = child.Target!,
                        Kind = MessageKind.Rewind,
                        Payload = work.RewindReason,
                    });
                    break;
                case OrchestrationRuntimeStatus.Completed:
                    Send(new Message
                    {
                        Id = _messageIds.Next(),
                        Target = instance.Id,
                        Kind = MessageKind.ChildCompleted,
                        Key = instance.Key,
                        Execution = instance.Execution,
                        TaskId = id,
                        Payload = children[id]!.SerializedOutput,
                    });
                    break;
                case null or OrchestrationRuntimeStatus.Terminated:
                    Dispatch(instance, child, now);
                    break;
                default:
                    // It is running and will answer.
                    break;
            }
        }
    }
}

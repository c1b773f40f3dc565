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
            var instance = await _store.ReadRewoundAsync(instanceId, _abandoned.Token).ConfigureAwait(false);
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

                foreach (var message in messages!)
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

    /// <summary>Takes the failure back and runs the code up to the step that failed.</summary>
    async Task PrepareRewindAsync(OrchestrationInstance instance, OrchestrationStep step, Message rewind)
    {
        var history = instance.FailedHistory!;
        instance.FailedHistory = null;
        step.Incoming.Add(new HistoryEvent { Type = HistoryEventType.ExecutionRewound, Payload = rewind.Payload });
        RewoundHistory? rewound = null;
        foreach (var candidate in RewoundHistory.Candidates(history))
        {
            rewound = candidate;
            try
            {
                instance.Run = await CreateRunAsync(instance).ConfigureAwait(false);
                instance.Run.Replay(candidate.Past);
                break;
            }
            catch (NonDeterministicOrchestrationException)
            {
                // The code went on because of a failure that this candidate takes out.
            }
        }

        if (rewound!.HoldsLocks)
        {
            throw new InvalidOperationException(
                $"Instance '{instance.Id}' can't be rewound: it failed while it held locks of entities, and has lost them.");
        }

        rewound = step.Rewound = rewound with { Reason = rewind.Payload };
        step.Incoming.AddRange(rewound.Incoming);
        instance.Outstanding = rewound.Outstanding;
        foreach (var child in rewound.Outstanding.Children.Values)
        {
            var details = await ReadAsync(_store.ReadDetailsAsync(child.Target!, _abandoned.Token)).ConfigureAwait(false);
            while (IsUnfinished(details) && !IsLive(child.Target!))
            {
                // It has just ended; how, the database knows after the commit.
                await Task.Delay(CommitWait, _settings.Time, CancellationToken.None).ConfigureAwait(false);
                details = await ReadAsync(_store.ReadDetailsAsync(child.Target!, _abandoned.Token)).ConfigureAwait(false);
            }

            rewound.Children[child.Id] = details?.ParentInstanceId == instance.Id ? details : null;
        }
    }

    static bool IsUnfinished(InstanceDetails? details) => details?.RuntimeStatus
        is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended;

    /// <summary>Makes everything happen again that the rewound instance waits for.</summary>
    void RepeatOutstanding(OrchestrationInstance instance, RewoundHistory rewound, DateTime now)
    {
        var work = rewound.Outstanding;
        foreach (var activity in work.Activities.Values)
        {
            _open.Activities.Add(new ActivityWorkItem(instance, instance.Execution, activity));
        }

        foreach (var timer in work.Timers.Values)
        {
            ScheduleTimer(instance, instance.Execution, timer);
        }

        foreach (var (id, child) in work.Children)
        {
            switch (rewound.Children[id]?.RuntimeStatus)
            {
                case OrchestrationRuntimeStatus.Failed:
                    Send(new Message
                    {
                        Id = _messageIds.Next(),
                        Target = child.Target!,
                        Kind = MessageKind.Rewind,
                        Payload = rewound.Reason,
                    });
                    break;
                case OrchestrationRuntimeStatus.Completed:
                    Send(new Message
                    {
                        Id = _messageIds.Next(),
                        Target = instance.Id,
                        Kind = MessageKind.ChildCompleted,
                        Execution = instance.Execution,
                        TaskId = id,
                        Payload = rewound.Children[id]!.SerializedOutput,
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

        foreach (var id in work.EntityCalls)
        {
            Send(new Message
            {
                Id = _messageIds.Next(),
                Target = instance.Id,
                Kind = MessageKind.EntityFailed,
                Execution = instance.Execution,
                TaskId = id,
                Failure = Failures.Because(
                    "System.InvalidOperationException", "The entity answered while the orchestration was failed; the answer is lost."),
            });
        }

        foreach (var (id, entities) in work.Locks)
        {
            Dispatch(instance, new HistoryEvent { Type = HistoryEventType.EntityLockRequested, Id = id, Entities = entities }, now);
        }
    }
}

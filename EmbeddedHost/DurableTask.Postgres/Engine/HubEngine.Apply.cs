using System.Globalization;
using DurableTask.Postgres.Engine.History;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Engine.Orchestrations;
using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine;

sealed partial class HubEngine
{
    /// <summary>Adds a step to the open transaction, as a whole.</summary>
    void Apply(OrchestrationInstance instance, OrchestrationStep step)
    {
        foreach (var message in step.Messages)
        {
            _open.Consume(message);
        }

        if (step.Incoming.Count == 0 && step.Outcome is null)
        {
            return;
        }

        var changes = _open.Change(instance);
        changes.UpdatedAt = step.Now;
        if (step.Rewound is { } rewound)
        {
            changes.DropsHistory = true;
            changes.Events.AddRange(rewound.Past);
            instance.NextBatch = 0;
        }

        if (changes.Batch < 0)
        {
            changes.Batch = instance.NextBatch++;
        }

        var began = new HistoryEvent { Type = HistoryEventType.OrchestratorStarted, Time = step.Now };
        instance.Outstanding.Add(began);
        changes.Events.Add(began);
        changes.Events.AddRange(step.Incoming);
        instance.Begun = true;
        var status = instance.Status is InstanceStatus.Pending or InstanceStatus.Failed ? InstanceStatus.Running : instance.Status;
        foreach (var e in step.Incoming)
        {
            instance.Outstanding.Add(e);
            status = e.Type switch
            {
                HistoryEventType.ExecutionSuspended => InstanceStatus.Suspended,
                HistoryEventType.ExecutionResumed => InstanceStatus.Running,
                _ => status,
            };
        }

        if (step.Outcome?.End is null)
        {
            if (step.Rewound is not null)
            {
                RepeatLockRequest(instance, step.Now);
            }

            if (step.Repeats is not null)
            {
                RepeatOutstanding(instance, step.Repeats, step.Now);
            }
        }

        if (step.Outcome is { } outcome)
        {
            changes.Events.AddRange(outcome.Actions);
            foreach (var action in outcome.Actions)
            {
                instance.Outstanding.Add(action);
                Dispatch(instance, action, step.Now);
            }

            foreach (var timer in outcome.CancelledTimers)
            {
                instance.Outstanding.Timers.Remove(timer);
                if (instance.Outstanding.TimerEntries.Remove(timer, out var entry))
                {
                    _timers.Cancel(entry);
                }
            }
        }

        if (instance.Run is { CustomStatusIsSet: true } run && run.CustomStatus != instance.CustomStatus)
        {
            instance.CustomStatus = run.CustomStatus;
            ChangeRow(changes, instance);
        }

        if (status != instance.Status)
        {
            instance.Status = status;
            ChangeRow(changes, instance);
        }

        if (step.Termination is not null)
        {
            Terminate(instance, changes, step.Termination);
        }
        else if (step.Outcome?.End is { } end)
        {
            if (end.Next is { } next)
            {
                Restart(instance, changes, next);
            }
            else
            {
                Finish(instance, changes, end.Completed ? InstanceStatus.Completed : InstanceStatus.Failed, end.Output, end.Failure);
            }
        }
        else
        {
            Touch(instance);
        }
    }

    static void ChangeRow(InstanceChanges changes, OrchestrationInstance instance)
    {
        changes.ChangesRow = true;
        changes.Status = instance.Status;
        changes.CustomStatus = instance.CustomStatus;
    }

    void Terminate(OrchestrationInstance instance, InstanceChanges changes, Message termination)
    {
        if (termination.Recursive)
        {
            foreach (var child in instance.Outstanding.Children.Values)
            {
                Send(new Message
                {
                    Id = _messageIds.Next(),
                    Target = child.Target!,
                    Kind = MessageKind.Terminate,
                    Payload = termination.Payload,
                    Recursive = true,
                });
            }
        }

        Finish(
            instance,
            changes,
            InstanceStatus.Terminated,
            termination.Payload,
            null);
        lock (instance)
        {
            instance.Cancellation ??= new CancellationTokenSource();
            // Off this thread: what activities registered may take long, and the gate is held.
            _ = instance.Cancellation.CancelAsync();
        }
    }

    void Finish(OrchestrationInstance instance, InstanceChanges changes, short status, string? output, TaskFailureDetails? failure)
    {
        instance.Status = status;
        instance.IsFinished = true;
        ChangeRow(changes, instance);
        changes.Output = output;
        changes.Failure = failure;
        changes.Events.Add(new HistoryEvent
        {
            Type = HistoryEventType.ExecutionCompleted,
            Name = status.ToString(CultureInfo.InvariantCulture),
            Payload = output,
            Failure = failure,
        });
        Release(instance);
        if (status != InstanceStatus.Terminated)
        {
            LeaveActivities(instance);
        }

        _instances.Remove(instance.Id);
        foreach (var message in instance.Inbox)
        {
            if (status == InstanceStatus.Failed && message.IsKeptAnswer)
            {
                _open.Leave(message);
            }
            else
            {
                _open.Consume(message);
            }
        }

        instance.Inbox.Clear();
        Unload(instance);
        if (status == InstanceStatus.Failed)
        {
            EngineLog.InstanceFailed(_settings.Logger, instance.Id, instance.Name, failure!.ErrorMessage);
        }

        if (instance.ParentId is { } parent)
        {
            Send(new Message
            {
                Id = _messageIds.Next(),
                Target = parent,
                Kind = status == InstanceStatus.Completed ? MessageKind.ChildCompleted : MessageKind.ChildFailed,
                Sender = instance.Id,
                Execution = instance.ParentExecution,
                TaskId = instance.ParentTask,
                Payload = status == InstanceStatus.Completed ? output : null,
                Failure = status switch
                {
                    InstanceStatus.Completed => null,
                    InstanceStatus.Failed => failure,
                    _ => Failures.Because(
                        "Microsoft.DurableTask.OrchestrationTerminated", $"Sub-orchestration '{instance.Id}' was terminated: {output}"),
                },
            });
        }
    }

    /// <summary>ContinueAsNew: the history goes, what was not consumed stays.</summary>
    void Restart(OrchestrationInstance instance, InstanceChanges changes, NextExecution next)
    {
        Release(instance);
        LeaveActivities(instance);
        changes.DropsHistory |= instance.Begun;
        changes.Events.Clear();
        changes.Batch = -1;
        changes.RestartsExecution = true;
        changes.NextInput = next.Input;
        changes.NextVersion = next.Version;
        changes.NextExecution = ++instance.Execution;
        instance.Version = next.Version;
        instance.Begun = false;
        instance.MayStart = true;
        instance.Outstanding = new OutstandingWork();
        var unprocessed = instance.Run!.Events.Buffered;
        var arrivedLater = instance.Inbox;
        instance.Inbox = [];
        Unload(instance);
        instance.FirstInput = new InputOfFirstStep(next.Input);
        if (next.PreserveUnprocessedEvents)
        {
            foreach (var (name, payload) in unprocessed)
            {
                Send(new Message
                {
                    Id = _messageIds.Next(),
                    Target = instance.Id,
                    Kind = MessageKind.EventRaised,
                    Name = name,
                    Payload = payload,
                });
            }
        }

        instance.Inbox.AddRange(arrivedLater);
    }

    /// <summary>Lets go of what an execution that is over still holds: entity locks and timers.</summary>
    void Release(OrchestrationInstance instance)
    {
        foreach (var entry in instance.Outstanding.TimerEntries.Values)
        {
            _timers.Cancel(entry);
        }

        instance.Outstanding.TimerEntries.Clear();
        foreach (var entity in instance.Outstanding.Locks.Values.SelectMany(e => e).Distinct())
        {
            SendUnlock(instance.Id, entity);
        }

        instance.Outstanding.Locks.Clear();
    }

    void SendUnlock(string instanceId, string entity)
        => Send(new Message { Id = _messageIds.Next(), Target = entity, Kind = MessageKind.Unlock, Sender = instanceId });
}

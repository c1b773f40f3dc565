using System.Diagnostics;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Engine.Orchestrations;

namespace DurableTask.Postgres.Engine;

sealed partial class HubEngine
{
    /// <summary>Instances that clients created under the id of a child whose own creation is not committed yet.</summary>
    readonly Dictionary<string, OrchestrationInstance> _overtaken = new(StringComparer.Ordinal);

    /// <summary>The transaction that was handed to the database last.</summary>
    HubTransaction? _writing;

    /// <summary>
    /// Writes transactions, one at a time. While one is being written, the steps that end go into the next: the busier the hub, the
    /// more steps share a commit, and an idle hub commits a step at once.
    /// </summary>
    async Task CommitAsync()
    {
        try
        {
            await foreach (var _ in _commitWanted.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                HubTransaction transaction;
                lock (_gate)
                {
                    if (_open.IsEmpty)
                    {
                        continue;
                    }

                    transaction = _writing = _open;
                    _open = new HubTransaction();
                }

                if (_fault.Task.IsCompleted)
                {
                    return;
                }

                CommitMetrics.Collect(transaction);
                var notification = NotifyOthers && transaction.Instances.Any(c => c.ChangesRow) ? HubNotification.Changed : null;
                var keys = await _store.CommitAsync(transaction, notification, _abandoned.Token).ConfigureAwait(false);
                var committed = Stopwatch.GetTimestamp();
                AfterCommit(transaction, keys);
                CommitMetrics.Effects(committed);
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    void AfterCommit(HubTransaction transaction, IReadOnlyDictionary<string, long> keys)
    {
        lock (_gate)
        {
            transaction.Committed.TrySetResult();
            foreach (var (row, instance) in transaction.Created)
            {
                if (keys.TryGetValue(row.InstanceId, out var key))
                {
                    instance.Key = key;
                    AllowStart(instance);
                }
                else
                {
                    GiveUpCreation(row, instance);
                }
            }
        }

        foreach (var item in transaction.Activities)
        {
            _activities.Start(item);
        }

        if (_settings.Hub.MaxLoadedOrchestrations == 0)
        {
            lock (_gate)
            {
                var idle = transaction.Instances.Select(c => c.Instance).Where(i => !i.IsActive && i.LastTransaction == transaction);
                foreach (var instance in idle)
                {
                    UnloadWithScope(instance);
                    Activate(instance);
                }
            }
        }

        foreach (var changes in transaction.Instances)
        {
            if (changes.ChangesRow)
            {
                _signals.Changed(changes.Instance.Id, InstanceStatus.IsFinished(changes.Status));
            }
        }
    }

    /// <summary>A client was faster to create an instance of the same id.</summary>
    void GiveUpCreation(NewInstance row, OrchestrationInstance instance)
    {
        if (_instances.TryGetValue(instance.Id, out var known) && known == instance)
        {
            _instances.Remove(instance.Id);
        }

        instance.IsFinished = true;
        TellParentThatChildExists(row);
        if (_overtaken.Remove(instance.Id, out var other))
        {
            other.Inbox.AddRange(instance.Inbox);
            _instances[other.Id] = other;
            AllowStart(other);
        }
        else
        {
            foreach (var message in instance.Inbox)
            {
                _open.Consume(message);
            }

            WantCommit();
        }
    }

    void TellParentThatChildExists(NewInstance row)
    {
        if (row.ParentId is null)
        {
            return;
        }

        Send(new Message
        {
            Id = _messageIds.Next(),
            Target = row.ParentId,
            Kind = MessageKind.ChildFailed,
            Execution = row.ParentExecution ?? 0,
            TaskId = row.ParentTask ?? -1,
            Failure = Failures.Because(
                "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException",
                $"An orchestration with id '{row.InstanceId}' already exists and is not finished."),
        });
        WantCommit();
    }
}

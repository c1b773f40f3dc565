using System.Diagnostics;
using DurableTask.Postgres.Engine.Activities;
using DurableTask.Postgres.Engine.Entities;
using DurableTask.Postgres.Engine.Messages;
using DurableTask.Postgres.Engine.Orchestrations;

namespace DurableTask.Postgres.Engine;

/// <summary>
/// The net effect of many whole steps, written by one commit. Steps are applied to it under the engine's gate, one after another, so
/// whatever cut between two transactions is consistent. A message that is sent and consumed within one transaction is never written; an
/// entity that changed a thousand times is written once.
/// </summary>
sealed class HubTransaction
{
    readonly Dictionary<OrchestrationInstance, InstanceChanges> _instances = [];

    public Dictionary<long, Message> Sent { get; } = [];

    public List<long> Consumed { get; } = [];

    /// <summary>Answers to orchestrations that are not alive, sent in this transaction: written if the orchestration may be rewound.</summary>
    public Dictionary<long, Message> Unheard { get; } = [];

    /// <summary>The same, written before: deleted unless the orchestration may be rewound.</summary>
    public List<long> UnheardBefore { get; } = [];

    public IReadOnlyCollection<InstanceChanges> Instances => _instances.Values;

    public Dictionary<EntityRecord, (string? State, string? LockedBy)> Entities { get; } = [];

    public List<(NewInstance Row, OrchestrationInstance Instance)> Created { get; } = [];

    /// <summary>Activities that may start once the commit is durable.</summary>
    public List<ActivityWorkItem> Activities { get; } = [];

    /// <summary>When the first step was applied to it, as a timestamp of <see cref="Stopwatch"/>; 0 before.</summary>
    public long FirstStepAt { get; private set; }

    /// <summary>Steps of orchestrations and batches of entities in it.</summary>
    public int Steps { get; private set; }

    /// <summary>Completes once the commit is durable.</summary>
    public TaskCompletionSource Committed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsCommitted => Committed.Task.IsCompleted;

    public bool IsEmpty => Sent.Count == 0 && Consumed.Count == 0 && Unheard.Count == 0 && UnheardBefore.Count == 0
        && _instances.Count == 0 && Entities.Count == 0 && Created.Count == 0;

    /// <summary>Notes that a step is about to be applied.</summary>
    public void CountStep()
    {
        if (Steps++ == 0)
        {
            FirstStepAt = Stopwatch.GetTimestamp();
        }
    }

    public InstanceChanges Change(OrchestrationInstance instance)
    {
        if (!_instances.TryGetValue(instance, out var changes))
        {
            changes = new InstanceChanges(instance);
            _instances.Add(instance, changes);
        }

        instance.LastTransaction = this;
        return changes;
    }

    public void Send(Message message)
    {
        message.SentIn = this;
        Sent.Add(message.Id, message);
    }

    /// <summary>Leaves an answer where it is for as long as the orchestration that it is for may be rewound.</summary>
    public void Leave(Message answer)
    {
        if (answer.SentIn == this)
        {
            Sent.Remove(answer.Id);
            Unheard[answer.Id] = answer;
        }
        else
        {
            UnheardBefore.Add(answer.Id);
        }
    }

    public void Consume(Message message)
    {
        if (!message.IsStored)
        {
            return;
        }

        if (message.SentIn == this)
        {
            Sent.Remove(message.Id);
            Unheard.Remove(message.Id);
        }
        else
        {
            Consumed.Add(message.Id);
        }
    }
}

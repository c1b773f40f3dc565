using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine.Messages;

/// <summary>Something for an orchestration or an entity to consume. Which members are set depends on the kind.</summary>
sealed class Message
{
    /// <summary>The stored message's id; 0 for one that is never stored.</summary>
    public long Id { get; init; }

    /// <summary>The instance id, or the id of an entity (<c>@name@key</c>).</summary>
    public required string Target { get; init; }

    public required MessageKind Kind { get; init; }

    /// <summary>When a scheduled signal is due (UTC); null at once.</summary>
    public DateTime? VisibleAt { get; init; }

    /// <summary>Name of the event or the operation.</summary>
    public string? Name { get; init; }

    /// <summary>Serialized input, result or reason.</summary>
    public string? Payload { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    /// <summary>Who sent it: the orchestration that awaits an answer or holds a lock.</summary>
    public string? Sender { get; init; }

    /// <summary>The execution (see ContinueAsNew) of the orchestration that the message belongs to.</summary>
    public int Execution { get; init; }

    /// <summary>
    /// The key of the instance that a request comes from or an answer is for, so that a later instance of the same id does not take it for
    /// its own; 0 when it is not known.
    /// </summary>
    public long Key { get; init; }

    /// <summary>
    /// How often the requester had been rewound when it asked: a step that was taken back may have asked for something else.
    /// </summary>
    public int Attempt { get; init; }

    /// <summary>The number of the orchestration's action that is answered or to be answered; -1 when nobody waits.</summary>
    public int TaskId { get; init; } = -1;

    /// <summary>For an entity's operation: the span of the call or signal; null when nobody traces it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The entities of a lock request, in lock order.</summary>
    public string[]? Entities { get; init; }

    /// <summary>The place in <see cref="Entities"/> that a lock request has reached.</summary>
    public int Index { get; init; }

    /// <summary>For Terminate: the children too.</summary>
    public bool Recursive { get; init; }

    /// <summary>The open transaction when the message was sent: consumed in the same one, it is never written.</summary>
    public HubTransaction? SentIn { get; set; }

    public bool IsStored => Id != 0;

    /// <summary>
    /// Whether it is the answer to something that will not be done a second time: it is kept for an orchestration that has failed and may
    /// be rewound.
    /// </summary>
    public bool IsKeptAnswer => IsStored && Kind is MessageKind.EntityCompleted or MessageKind.EntityFailed or MessageKind.ChildCompleted;

    public bool IsForEntity => Target.Length > 0 && Target[0] == '@';
}

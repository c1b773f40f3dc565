using DurableTask.Postgres.Engine.Messages;

namespace DurableTask.Postgres.Engine.Entities;

/// <summary>What the owner keeps in memory of an entity. Guarded by the engine's gate, except while a batch of operations runs.</summary>
sealed class EntityRecord(string id)
{
    public string Id { get; } = id;

    public bool IsLoaded { get; set; }

    /// <summary>The serialized state; null when the entity does not exist.</summary>
    public string? State { get; set; }

    /// <summary>The object that <see cref="State"/> was serialized from, where the next batch may go on with it.</summary>
    public object? StateObject { get; set; }

    /// <summary>When a batch last changed the state.</summary>
    public long LastBatchAt { get; set; }

    /// <summary>How long after <see cref="LastBatchAt"/> the next batch may run: a large state is not written too often.</summary>
    public TimeSpan Rest { get; set; }

    /// <summary>The lock's holder: instance id and execution.</summary>
    public string? LockedBy { get; set; }

    /// <summary>Messages not consumed yet, in order of arrival.</summary>
    public List<Message> Queue { get; set; } = [];

    /// <summary>Whether a batch is queued or running.</summary>
    public bool IsActive { get; set; }

    public HubTransaction? LastTransaction { get; set; }
}

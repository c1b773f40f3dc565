using DurableTask.Postgres.Engine.Messages;

namespace DurableTask.Postgres.Engine.Entities;

/// <summary>The result of a batch of operations, between its execution and its application.</summary>
sealed class EntityBatch
{
    public List<Message> Consumed { get; } = [];

    /// <summary>Messages that wait for the lock's holder.</summary>
    public List<Message> Deferred { get; set; } = [];

    public List<Message> Sent { get; } = [];

    public List<NewInstance> Created { get; } = [];

    public string? State { get; set; }

    /// <summary>See <see cref="EntityRecord.StateObject"/>.</summary>
    public object? StateObject { get; set; }

    public string? LockedBy { get; set; }
}

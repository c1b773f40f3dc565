using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What is known of one entity at the moment it was read.</summary>
/// <typeparam name="TState">The type of the state.</typeparam>
[JsonConverter(typeof(EntityMetadataConverter))]
public class EntityMetadata<TState>
{
    readonly TState? _state;

    /// <summary>Creates a description without state.</summary>
    /// <param name="id">The entity's id.</param>
    /// <exception cref="ArgumentException">The id is the default value.</exception>
    public EntityMetadata(EntityInstanceId id)
        => Id = id != default ? id : throw new ArgumentException("An entity id needs a name.", nameof(id));

    /// <summary>Creates a description.</summary>
    /// <param name="id">The entity's id.</param>
    /// <param name="state">The state; null when there is none or it was not asked for.</param>
    /// <exception cref="ArgumentException">The id is the default value.</exception>
    public EntityMetadata(EntityInstanceId id, TState? state)
        : this(id)
    {
        IncludesState = state is not null;
        _state = state;
    }

    /// <summary>The entity's id.</summary>
    public EntityInstanceId Id { get; }

    /// <summary>When the entity last changed.</summary>
    public DateTimeOffset LastModifiedTime { get; init; }

    /// <summary>How many messages wait for the entity.</summary>
    public int BacklogQueueSize { get; init; }

    /// <summary>The instance id of the orchestration that holds the entity's lock; null when it is not locked.</summary>
    public string? LockedBy { get; init; }

    /// <summary>Whether <see cref="State"/> can be read.</summary>
    [MemberNotNullWhen(true, nameof(State))]
    [MemberNotNullWhen(true, nameof(_state))]
    public bool IncludesState { get; }

    /// <summary>The state.</summary>
    /// <exception cref="InvalidOperationException"><see cref="IncludesState"/> is false.</exception>
    public TState State => IncludesState
        ? _state
        : throw new InvalidOperationException($"The entity was read without a state ({nameof(IncludesState)} is false).");
}

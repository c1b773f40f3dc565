using System.Text.Json.Serialization;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What is known of one entity at the moment it was read, with the state in serialised form.</summary>
/// <param name="id">The entity's id.</param>
/// <param name="state">The state; null when there is none or it was not asked for.</param>
[JsonConverter(typeof(EntityMetadataConverter))]
public sealed class EntityMetadata(EntityInstanceId id, SerializedData? state = null) : EntityMetadata<SerializedData>(id, state);

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.DurableTask.Entities;

/// <summary>Identifies an entity by its name, in lower case, and a key. As text, and in JSON, it is <c>@name@key</c>.</summary>
[JsonConverter(typeof(EntityInstanceId.JsonConverter))]
public readonly record struct EntityInstanceId
{
    const char Separator = '@';

    /// <summary>Creates an id.</summary>
    /// <param name="name">The entity's name; it is put into lower case, and may not contain '@'.</param>
    /// <param name="key">Which entity of that name; may be empty and contain anything.</param>
    /// <exception cref="ArgumentException">The name is empty or contains '@'.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public EntityInstanceId(string name, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(key);
        if (name.Contains(Separator))
            throw new ArgumentException($"The entity name '{name}' contains '@', which separates name and key.", nameof(name));
        Name = name.ToLowerInvariant();
        Key = key;
    }

    /// <summary>The entity's name in lower case.</summary>
    public string Name { get; }

    /// <summary>Which entity of that name.</summary>
    public string Key { get; }

    /// <summary>Reads an id from its text.</summary>
    /// <param name="instanceId">The text, <c>@name@key</c>.</param>
    /// <returns>The id.</returns>
    /// <exception cref="ArgumentException">The text is not an entity's id.</exception>
    public static EntityInstanceId FromString(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var end = instanceId.IndexOf(Separator, 1);
        return instanceId[0] == Separator && end > 1
            ? new EntityInstanceId(instanceId[1..end], instanceId[(end + 1)..])
            : throw new ArgumentException($"'{instanceId}' is not the id of an entity: expected '@name@key'.", nameof(instanceId));
    }

    /// <summary>The id as text.</summary>
    /// <returns><c>@name@key</c>.</returns>
    public override string ToString() => $"@{Name}@{Key}";

    sealed class JsonConverter : JsonConverter<EntityInstanceId>
    {
        public override EntityInstanceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => Parse(reader.GetString());

        public override void Write(Utf8JsonWriter writer, EntityInstanceId value, JsonSerializerOptions options)
            => writer.WriteStringValue(value.ToString());

        public override EntityInstanceId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => Parse(reader.GetString());

        public override void WriteAsPropertyName(Utf8JsonWriter writer, EntityInstanceId value, JsonSerializerOptions options)
            => writer.WritePropertyName(value.ToString());

        static EntityInstanceId Parse(string? text)
        {
            try
            {
                return FromString(text!);
            }
            catch (ArgumentException e)
            {
                throw new JsonException(e.Message, e);
            }
        }
    }
}

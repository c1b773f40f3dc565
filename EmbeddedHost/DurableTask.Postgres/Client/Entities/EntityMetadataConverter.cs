using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>Writes entity metadata as JSON, leaving out what does not apply; the state's getter throws when there is none.</summary>
sealed class EntityMetadataConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert)
        => typeToConvert == typeof(EntityMetadata)
            || (typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(EntityMetadata<>));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var stateType = typeToConvert.IsGenericType ? typeToConvert.GetGenericArguments()[0] : typeof(SerializedData);
        return (JsonConverter)Activator.CreateInstance(typeof(Writer<,>).MakeGenericType(typeToConvert, stateType))!;
    }

    sealed class Writer<TMetadata, TState> : JsonConverter<TMetadata>
        where TMetadata : EntityMetadata<TState>
    {
        public override TMetadata Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => throw new NotSupportedException($"{typeToConvert} can be written as JSON but not read.");

        public override void Write(Utf8JsonWriter writer, TMetadata value, JsonSerializerOptions options)
        {
            string Name(string property) => options.PropertyNamingPolicy?.ConvertName(property) ?? property;

            writer.WriteStartObject();
            writer.WriteString(Name(nameof(value.Id)), value.Id.ToString());
            writer.WriteString(Name(nameof(value.LastModifiedTime)), value.LastModifiedTime);
            if (value.BacklogQueueSize > 0)
                writer.WriteNumber(Name(nameof(value.BacklogQueueSize)), value.BacklogQueueSize);

            if (value.LockedBy is { } owner)
                writer.WriteString(Name(nameof(value.LockedBy)), owner);

            if (value.IncludesState)
            {
                writer.WritePropertyName(Name(nameof(value.State)));

                // The form of serialised state belongs to its converter, it need not be JSON: it goes out as one string.
                if (value.State is SerializedData serialized)
                    writer.WriteStringValue(serialized.Value);
                else
                    JsonSerializer.Serialize(writer, value.State, options);
            }

            writer.WriteEndObject();
        }
    }
}

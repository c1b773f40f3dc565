using System.Text.Json;

namespace Microsoft.DurableTask.Converters;

/// <summary>Converts values to JSON with System.Text.Json.</summary>
public class JsonDataConverter : DataConverter
{
    // The format of everything stored in a task hub: changing it would make running instances unreadable.
    static readonly JsonSerializerOptions StoredFormat = new() { IncludeFields = true };

    readonly JsonSerializerOptions _options;

    /// <summary>Creates a converter.</summary>
    /// <param name="options">How to write and read; null means System.Text.Json's own defaults, with public fields included.</param>
    public JsonDataConverter(JsonSerializerOptions? options = null) => _options = options ?? StoredFormat;

    /// <summary>The converter with default options.</summary>
    public static JsonDataConverter Default { get; } = new();

    /// <inheritdoc/>
    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, _options);

    /// <inheritdoc/>
    /// <exception cref="JsonException">The text is not JSON, or not of that type.</exception>
    public override object? Deserialize(string? data, Type targetType)
        => data is null ? null : JsonSerializer.Deserialize(data, targetType, _options);
}

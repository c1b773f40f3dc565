using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask;

/// <summary>Turns inputs, outputs, events, entity states and custom statuses into text and back.</summary>
public abstract class DataConverter
{
    /// <summary>Writes a value as text.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text; null for null.</returns>
    [return: NotNullIfNotNull(nameof(value))]
    public abstract string? Serialize(object? value);

    /// <summary>Reads a value from text.</summary>
    /// <param name="data">The text.</param>
    /// <param name="targetType">The type to read.</param>
    /// <returns>The value; null for null.</returns>
    [return: NotNullIfNotNull(nameof(data))]
    public abstract object? Deserialize(string? data, Type targetType);

    /// <summary>Reads a value from text.</summary>
    /// <typeparam name="T">The type to read.</typeparam>
    /// <param name="data">The text.</param>
    /// <returns>The value; the type's default for null.</returns>
    [return: NotNullIfNotNull(nameof(data))]
    public virtual T? Deserialize<T>(string? data) => Deserialize(data, typeof(T)) is { } value ? (T)value : default;
}

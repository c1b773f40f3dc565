using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Client;

/// <summary>A serialised value together with the converter that reads it.</summary>
/// <param name="data">The serialised value.</param>
/// <param name="converter">Reads it; null for JSON.</param>
public sealed class SerializedData(string data, DataConverter? converter = null)
{
    /// <summary>The serialised value.</summary>
    public string Value { get; } = data ?? throw new ArgumentNullException(nameof(data));

    /// <summary>The converter that reads the value.</summary>
    public DataConverter Converter { get; } = converter ?? JsonDataConverter.Default;

    /// <summary>Reads the value.</summary>
    /// <typeparam name="T">The type to read it as.</typeparam>
    /// <returns>The value.</returns>
    public T ReadAs<T>() => Converter.Deserialize<T>(Value)!;
}

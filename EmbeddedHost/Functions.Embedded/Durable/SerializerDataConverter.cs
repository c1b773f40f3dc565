using System.Text;
using Azure.Core.Serialization;
using Microsoft.DurableTask;

namespace Functions.Embedded.Durable;

/// <summary>Durable payloads in the form of the serializer that the application has chosen.</summary>
sealed class SerializerDataConverter(ObjectSerializer serializer) : DataConverter
{
    public override string? Serialize(object? value)
    {
        if (value is null)
            return null;
        using var bytes = new MemoryStream();
        serializer.Serialize(bytes, value, value.GetType(), CancellationToken.None);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    public override object? Deserialize(string? data, Type targetType)
    {
        if (data is null)
            return null;
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(data));
        return serializer.Deserialize(bytes, targetType, CancellationToken.None);
    }
}

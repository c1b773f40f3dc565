using System.Text.Encodings.Web;
using System.Text.Json;

namespace Functions.Embedded.Durable.Management;

/// <summary>Writes JSON answers.</summary>
static class JsonResponse
{
    const string ContentType = "application/json; charset=utf-8";

    // URIs keep their '&', payloads their letters.
    static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly JsonSerializerOptions SerializerOptions = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task WriteAsync(ManagementRequest request, int status, Action<Utf8JsonWriter> write)
    {
        using var body = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(body, WriterOptions))
            write(writer);
        var response = request.Http.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), request.Cancellation);
    }

    public static Task WriteAsync<T>(ManagementRequest request, int status, T value) =>
        WriteAsync(request, status, writer => JsonSerializer.Serialize(writer, value, SerializerOptions));

    /// <summary>Writes serialized data as the JSON it is, or as a string when it is none.</summary>
    public static void WriteToken(this Utf8JsonWriter writer, string? data)
    {
        if (data is null)
        {
            writer.WriteNullValue();
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(data);
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            writer.WriteStringValue(data);
        }
    }

    public static void WriteToken(this Utf8JsonWriter writer, string name, string? data)
    {
        writer.WritePropertyName(name);
        writer.WriteToken(data);
    }
}

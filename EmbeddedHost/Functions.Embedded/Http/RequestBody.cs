using System.Text;
using System.Text.Json;
using Azure.Core.Serialization;
using Functions.Embedded.Invocation;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Http;

/// <summary>Reads a request's body into a parameter.</summary>
static class RequestBody
{
    public static async ValueTask<object?> ReadAsync(FunctionContext context, Type type)
    {
        var http = context.GetHttpContext()!;
        if (type == typeof(string))
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8, true, -1, leaveOpen: true);
            return await reader.ReadToEndAsync(context.CancellationToken);
        }

        if (type == typeof(Stream))
            return http.Request.Body;
        if (type == typeof(byte[]))
        {
            using var bytes = new MemoryStream();
            await http.Request.Body.CopyToAsync(bytes, context.CancellationToken);
            return bytes.ToArray();
        }

        if (WorkerJson.SerializerOf(context) is { } serializer)
            return await ReadAsync(http.Request.Body, type, serializer, context.CancellationToken);
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, JsonSerializerOptions.Web, context.CancellationToken);
        }
        catch (JsonException e)
        {
            throw new FunctionInputConverterException(
                e.Path is { Length: > 1 } path ? $"The body is not the JSON expected, at {path}." : "The body is not the JSON expected.",
                e);
        }
    }

    static async Task<object?> ReadAsync(Stream body, Type type, ObjectSerializer serializer, CancellationToken cancellation)
    {
        try
        {
            return await serializer.DeserializeAsync(body, type, cancellation);
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException))
        {
            // Which exceptions a serializer throws is its own affair.
            throw new FunctionInputConverterException("The body is not what is expected.", e);
        }
    }
}

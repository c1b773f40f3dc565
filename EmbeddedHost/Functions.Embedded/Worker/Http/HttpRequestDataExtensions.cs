using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core.Serialization;
using Functions.Embedded.Invocation;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Conveniences on requests.</summary>
public static class HttpRequestDataExtensions
{
    /// <summary>Reads the body as text. Blocks; prefer <see cref="ReadAsStringAsync"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="encoding">The encoding; UTF-8 when null.</param>
    /// <returns>The text.</returns>
    public static string? ReadAsString(this HttpRequestData request, Encoding? encoding = null)
    {
        using var reader = new StreamReader(request.Body, encoding ?? Encoding.UTF8, true, -1, leaveOpen: true);
        return reader.ReadToEnd();
    }

    /// <summary>Reads the body as text.</summary>
    /// <param name="request">The request.</param>
    /// <param name="encoding">The encoding; UTF-8 when null.</param>
    /// <returns>The text.</returns>
    public static async Task<string?> ReadAsStringAsync(this HttpRequestData request, Encoding? encoding = null)
    {
        using var reader = new StreamReader(request.Body, encoding ?? Encoding.UTF8, true, -1, leaveOpen: true);
        return await reader.ReadToEndAsync(request.FunctionContext.CancellationToken);
    }

    /// <summary>
    /// Reads the body with <see cref="WorkerOptions.Serializer"/>, else as JSON whose names are matched without regard to case.
    /// </summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The value.</returns>
    /// <exception cref="JsonException">The body is not JSON of this type.</exception>
    public static ValueTask<T?> ReadFromJsonAsync<T>(this HttpRequestData request, CancellationToken cancellationToken = default) =>
        WorkerJson.SerializerOf(request.FunctionContext) is { } serializer
            ? request.ReadFromJsonAsync<T>(serializer, cancellationToken)
            : JsonSerializer.DeserializeAsync<T>(request.Body, JsonSerializerOptions.Web, cancellationToken);

    /// <summary>Reads the body with a serializer.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="serializer">The serializer.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The value.</returns>
    public static async ValueTask<T?> ReadFromJsonAsync<T>(
        this HttpRequestData request, ObjectSerializer serializer, CancellationToken cancellationToken = default) =>
        (T?)await serializer.DeserializeAsync(request.Body, typeof(T), cancellationToken);

    /// <summary>Makes the response to this request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="statusCode">The status code.</param>
    /// <returns>The response.</returns>
    public static HttpResponseData CreateResponse(this HttpRequestData request, HttpStatusCode statusCode)
    {
        var response = request.CreateResponse();
        response.StatusCode = statusCode;
        return response;
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace ImportFunctions.Http;

/// <summary>Reads a small JSON object from a request, strictly: what is doubtful is refused, with a problem that says why.</summary>
public static class JsonBody
{
    /// <summary>The largest body read, in bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    static readonly JsonDocumentOptions Strict = new()
    {
        // Two values for one name: which one would count depends on the reader.
        AllowDuplicateProperties = false,
        MaxDepth = 16,
    };

    /// <summary>Reads the body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The object, to be disposed of, or the problem to answer with; exactly one of them.</returns>
    public static async Task<(JsonDocument? Json, JsonAnswer? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!IsJson(request.ContentType))
            return (null, Problem.NotJson());
        if (request.ContentLength > MaxBytes)
        {
            // The server reads what a client goes on sending for some seconds, so that the answer reaches it; its own limit would cut the
            // connection instead.
            if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = null;
            return (null, Problem.TooLarge(MaxBytes));
        }

        // A chunked body states no length, so one byte more than allowed is asked for.
        var buffer = new byte[MaxBytes + 1];
        var length = 0;
        try
        {
            int read;
            while (length < buffer.Length && (read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellation)) > 0)
                length += read;
        }
        catch (IOException e)
        {
            // Most of what is wrong with a body comes as a BadHttpRequestException; a chunk's length beyond all ranges does not.
            return (null, e is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
                ? Problem.TooLarge(MaxBytes)
                : Problem.InvalidField("body", "The body could not be read."));
        }

        return length > MaxBytes ? (null, Problem.TooLarge(MaxBytes)) : Parse(buffer.AsMemory(0, length));
    }

    static (JsonDocument? Json, JsonAnswer? Problem) Parse(ReadOnlyMemory<byte> utf8)
    {
        const string accepted = "The body must be one JSON object";
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(utf8, Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter: a name with an escape of half a surrogate pair, which is JSON, but no text.
            return (null, Problem.InvalidField("body", $"{accepted}: {Explain(e as JsonException)}"));
        }

        if (json.RootElement.ValueKind == JsonValueKind.Object)
            return (json, null);
        json.Dispose();
        return (null, Problem.InvalidField("body", $"{accepted}."));
    }

    static string Explain(JsonException? e) =>
        e?.LineNumber is { } line && e.BytePositionInLine is { } position
            ? $"it is not valid at line {line + 1}, byte {position + 1}, is nested too deeply, or names a field twice."
            : "it is not valid, is nested too deeply, or names a field twice.";

    static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}

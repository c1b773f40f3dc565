using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Functions.Embedded.Http;

/// <summary>Writes problem details.</summary>
static class ProblemResponse
{
    const int RetryAfterSeconds = 5;

    // Problems are no HTML: quotes and apostrophes stay readable.
    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(HttpContext http, int status, string? detail)
    {
        http.Response.Clear();
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        http.Response.ContentType = "application/problem+json";
        var problem = new Problem(ReasonPhrases.GetReasonPhrase(status), status, detail);
        return http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, Readable), http.RequestAborted).AsTask();
    }

    sealed record Problem(
        [property: JsonPropertyName("title")] string Title,
        [property: JsonPropertyName("status")] int Status,
        [property: JsonPropertyName("detail"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail);
}

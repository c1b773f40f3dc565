using System.Text.Json.Serialization;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>An HTTP request that an orchestrator has made for it.</summary>
public class DurableHttpRequest
{
    /// <summary>Creates a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="uri">The absolute address.</param>
    public DurableHttpRequest(HttpMethod method, Uri uri)
    {
        Method = method;
        Uri = uri;
    }

    /// <summary>The method.</summary>
    [JsonPropertyName("method")]
    [JsonConverter(typeof(HttpMethodConverter))]
    public HttpMethod Method { get; }

    /// <summary>The absolute address.</summary>
    [JsonPropertyName("uri")]
    public Uri Uri { get; }

    /// <summary>The headers, <c>Content-Type</c> among them; null for none.</summary>
    [JsonPropertyName("headers")]
    [JsonConverter(typeof(HttpHeadersConverter))]
    public IDictionary<string, StringValues>? Headers { get; set; }

    /// <summary>The body; null for none. Without a <c>Content-Type</c> header it is <c>text/plain</c>.</summary>
    [JsonPropertyName("content")]
    public string? Content { get; set; }

    /// <summary>
    /// Whether an answer 202 with a <c>Location</c> is followed there, after a durable timer, until the answer is another one.
    /// Default false.
    /// </summary>
    [JsonPropertyName("asynchronousPatternEnabled")]
    public bool AsynchronousPatternEnabled { get; set; }

    /// <summary>When and how often a failed request is repeated; null for never.</summary>
    [JsonPropertyName("retryOptions")]
    public HttpRetryOptions? HttpRetryOptions { get; set; }

    /// <summary>How long one attempt may take; null for the 100 seconds of <see cref="HttpClient"/>.</summary>
    [JsonPropertyName("timeout")]
    public TimeSpan? Timeout { get; set; }
}

using System.Net;
using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>
/// When and how often an HTTP request is repeated that got no answer, or one to repeat it for. The delays are durable timers.
/// </summary>
public class HttpRetryOptions
{
    const int DefaultMaxRetryDays = 6;

    /// <summary>Creates options.</summary>
    /// <param name="statusCodesToRetry">The status codes to repeat a request for; null or none: all from 400 on.</param>
    public HttpRetryOptions(IList<HttpStatusCode>? statusCodesToRetry = null) => StatusCodesToRetry = statusCodesToRetry ?? [];

    /// <summary>The delay before the first repetition; must be more than zero when there are repetitions.</summary>
    [JsonPropertyName("FirstRetryInterval")]
    public TimeSpan FirstRetryInterval { get; set; }

    /// <summary>The longest delay. Default 6 days.</summary>
    [JsonPropertyName("MaxRetryInterval")]
    public TimeSpan MaxRetryInterval { get; set; } = TimeSpan.FromDays(DefaultMaxRetryDays);

    /// <summary>What each further delay is multiplied with; at least 1. Default 1.</summary>
    [JsonPropertyName("BackoffCoefficient")]
    public double BackoffCoefficient { get; set; } = 1;

    /// <summary>How long after the first attempt a request may still be repeated. Default without end.</summary>
    [JsonPropertyName("RetryTimeout")]
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.MaxValue;

    /// <summary>How often the request is made at most, the first time included. Below 1: once.</summary>
    [JsonPropertyName("MaxNumberOfAttempts")]
    public int MaxNumberOfAttempts { get; set; }

    /// <summary>The status codes to repeat a request for; none: all from 400 on.</summary>
    [JsonPropertyName("StatusCodesToRetry")]
    public IList<HttpStatusCode> StatusCodesToRetry { get; }
}

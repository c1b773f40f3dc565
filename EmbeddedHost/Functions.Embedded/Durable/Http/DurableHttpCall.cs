using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.Extensions.Primitives;

namespace Functions.Embedded.Durable.Http;

/// <summary>
/// The orchestrator's side of an HTTP call: attempts, and polling with durable timers. It is replayed like any orchestrator code.
/// </summary>
static class DurableHttpCall
{
    const string KeyHeader = "x-functions-key";
    const double LongestDelaySeconds = 30 * 86_400;

    static readonly string[] Credentials = ["Authorization", "Cookie"];

    public static async Task<DurableHttpResponse> RunAsync(TaskOrchestrationContext context, DurableHttpRequest request)
    {
        var response = await SendAsync(context, request);
        while (request.AsynchronousPatternEnabled
            && response.StatusCode == HttpStatusCode.Accepted
            && Header(response, "Location") is { } location)
        {
            await context.CreateTimer(context.CurrentUtcDateTime + DelayOf(response, context.CurrentUtcDateTime), CancellationToken.None);
            response = await SendAsync(context, Poll(request, location));
        }

        return response;
    }

    static Task<DurableHttpResponse> SendAsync(TaskOrchestrationContext context, DurableHttpRequest request) =>
        context.CallActivityAsync<DurableHttpResponse>(DurableHttpActivity.Name, request, RetryOf(request.HttpRetryOptions));

    static TaskOptions? RetryOf(HttpRetryOptions? retry) => retry is null || retry.MaxNumberOfAttempts <= 1
        ? null
        : TaskOptions.FromRetryPolicy(new RetryPolicy(
            retry.MaxNumberOfAttempts,
            retry.FirstRetryInterval,
            retry.BackoffCoefficient,
            retry.MaxRetryInterval,
            retry.RetryTimeout == TimeSpan.MaxValue ? null : retry.RetryTimeout));

    /// <summary>The request that asks how an accepted one stands.</summary>
    static DurableHttpRequest Poll(DurableHttpRequest request, string location)
    {
        var uri = new Uri(request.Uri, location);
        // A function's key does not open the status address, and credentials are not for another server.
        const UriComponents Origin = UriComponents.SchemeAndServer;
        var sameOrigin = Uri.Compare(request.Uri, uri, Origin, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
        var headers = request.Headers?
            .Where(h => !h.Key.Equals(KeyHeader, StringComparison.OrdinalIgnoreCase)
                && (sameOrigin || !Credentials.Contains(h.Key, StringComparer.OrdinalIgnoreCase)))
            .ToDictionary(h => h.Key, h => h.Value);
        return new DurableHttpRequest(HttpMethod.Get, uri)
        {
            Headers = headers,
            Timeout = request.Timeout,
            AsynchronousPatternEnabled = true,
        };
    }

    /// <summary>What <c>Retry-After</c> says; the activity has put the default there when the server did not.</summary>
    static TimeSpan DelayOf(DurableHttpResponse response, DateTime now)
    {
        var text = Header(response, "Retry-After");
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, LongestDelaySeconds));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var due)
            && due.UtcDateTime > now
            ? due.UtcDateTime - now
            : DurableHttpActivity.DefaultPollingInterval;
    }

    static string? Header(DurableHttpResponse response, string name) =>
        response.Headers is { } headers && headers.TryGetValue(name, out var value) && !StringValues.IsNullOrEmpty(value) ? value[0] : null;
}

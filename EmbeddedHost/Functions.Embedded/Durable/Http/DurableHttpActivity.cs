using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using DurableTask.Postgres;
using Functions.Embedded.Hosting;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.Extensions.Primitives;

namespace Functions.Embedded.Durable.Http;

/// <summary>The activity that makes an orchestrator's HTTP request, once.</summary>
sealed class DurableHttpActivity(IHttpClientFactory clients, HostSettings settings) : TaskActivity<DurableHttpRequest, DurableHttpResponse>
{
    /// <summary>The name that it has in histories; no function can have it.</summary>
    public const string Name = "BuiltIn::HttpActivity";

    const string ContentType = "Content-Type";
    const string RetryAfter = "Retry-After";

    public static readonly TimeSpan DefaultPollingInterval = TimeSpan.FromSeconds(30);

    public override async Task<DurableHttpResponse> RunAsync(TaskActivityContext context, DurableHttpRequest input)
    {
        using var message = MessageOf(input);
        using var client = clients.CreateClient(Name);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.GetCancellationToken());
        if (input.Timeout is { } most)
        {
            client.Timeout = Timeout.InfiniteTimeSpan;
            timeout.CancelAfter(most);
        }

        try
        {
            using var response = await client.SendAsync(message, timeout.Token);
            Check(input, response.StatusCode);
            return new DurableHttpResponse(response.StatusCode)
            {
                Headers = HeadersOf(input, response),
                Content = await response.Content.ReadAsStringAsync(timeout.Token),
            };
        }
        catch (OperationCanceledException e) when (!context.GetCancellationToken().IsCancellationRequested)
        {
            // Without the query, which may hold a key.
            var what = $"{input.Method} {input.Uri.GetLeftPart(UriPartial.Path)}";
            throw new TimeoutException($"{what} was not answered in {input.Timeout ?? client.Timeout}.", e);
        }
    }

    static void Check(DurableHttpRequest request, HttpStatusCode status)
    {
        if (request.HttpRetryOptions is not { } retry)
            return;
        if (retry.StatusCodesToRetry.Count == 0 ? (int)status >= 400 : retry.StatusCodesToRetry.Contains(status))
            throw new HttpRequestException($"The answer was {(int)status}, for which the request is to be repeated.", null, status);
    }

    static HttpRequestMessage MessageOf(DurableHttpRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Uri);
        var type = "text/plain";
        foreach (var (name, values) in request.Headers ?? new Dictionary<string, StringValues>())
        {
            if (!name.Equals(ContentType, StringComparison.OrdinalIgnoreCase))
                message.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            else if (values.ToString().StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
                throw new NotSupportedException("Durable HTTP requests can't have multipart bodies.");
            else
                type = values.ToString();
        }

        if (request.Content is not null)
        {
            message.Content = new StringContent(request.Content);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            message.Content.Headers.ContentType.CharSet ??= "utf-8";
        }

        return message;
    }

    Dictionary<string, StringValues> HeadersOf(DurableHttpRequest request, HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => new StringValues([.. h.Value]), StringComparer.OrdinalIgnoreCase);
        // The orchestrator can't look at the settings: they may be others when it is replayed.
        if (request.AsynchronousPatternEnabled && response.StatusCode == HttpStatusCode.Accepted && !headers.ContainsKey(RetryAfter))
            headers[RetryAfter] = settings.HttpPollingInterval.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return headers;
    }
}

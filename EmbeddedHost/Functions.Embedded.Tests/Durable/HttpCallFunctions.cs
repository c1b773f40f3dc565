using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.Extensions.Primitives;

namespace Functions.Embedded.Tests.Durable;

/// <summary>Orchestrators that call HTTP, and the server that they call.</summary>
public sealed class HttpCallFunctions(HttpCallFunctions.Seen seen)
{
    public sealed record Call(
        string Uri,
        string Method = "GET",
        string? Content = null,
        string? ContentType = null,
        bool Poll = false,
        int Attempts = 0,
        int[]? Repeat = null,
        int? TimeoutMs = null);

    public sealed record Answer(int Status, string? Content, string? Type, string? Kind);

    /// <summary>The requests that the server got, by path.</summary>
    public sealed class Seen
    {
        public ConcurrentQueue<string> Requests { get; } = new();

        public int Count(string path) => Requests.Count(r => r.Contains(path, StringComparison.Ordinal));
    }

    [Function(nameof(CallHttp))]
    public static async Task<Answer> CallHttp([OrchestrationTrigger] TaskOrchestrationContext context, Call call)
    {
        var request = new DurableHttpRequest(new HttpMethod(call.Method), new Uri(call.Uri))
        {
            Content = call.Content,
            AsynchronousPatternEnabled = call.Poll,
            Timeout = call.TimeoutMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
            Headers = new Dictionary<string, StringValues>
            {
                ["x-functions-key"] = "secret",
                ["X-Many"] = new StringValues(["one", "two"]),
            },
        };
        if (call.ContentType is not null)
            request.Headers["content-type"] = call.ContentType;
        if (call.Attempts > 0)
        {
            request.HttpRetryOptions = new HttpRetryOptions(call.Repeat?.Select(s => (HttpStatusCode)s).ToList())
            {
                MaxNumberOfAttempts = call.Attempts,
                FirstRetryInterval = TimeSpan.FromMilliseconds(10),
            };
        }

        try
        {
            var response = await context.CallHttpAsync(request);
            return new Answer((int)response.StatusCode, response.Content, Header("content-TYPE"), Header("x-kind"));

            string? Header(string name) => response.Headers!.TryGetValue(name, out var value) ? value.ToString() : null;
        }
        catch (TaskFailedException e)
        {
            return new Answer(-1, e.FailureDetails.ErrorMessage, e.FailureDetails.ErrorType, null);
        }
    }

    [Function(nameof(CallHttpShort))]
    public static async Task<string?> CallHttpShort([OrchestrationTrigger] TaskOrchestrationContext context, string uri) =>
        (await context.CallHttpAsync(HttpMethod.Post, new Uri(uri), "plain words")).Content;

    [Function(nameof(Mirror))]
    public async Task<IActionResult> Mirror(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "mirror/{status:int}")] HttpRequest request, int status)
    {
        await NoteAsync(request);
        request.HttpContext.Response.Headers["X-Kind"] = $"{request.Method} {request.ContentType} {request.Headers["X-Many"]}";
        using var reader = new StreamReader(request.Body);
        return new ContentResult { StatusCode = status, Content = await reader.ReadToEndAsync(), ContentType = "text/plain" };
    }

    [Function(nameof(Flaky))]
    public async Task<IActionResult> Flaky(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "flaky/{name}/{status:int}/{times:int}")] HttpRequest request,
        string name,
        int status,
        int times)
    {
        await NoteAsync(request);
        var answer = seen.Count("/flaky/" + name) <= times ? status : 200;
        return new ContentResult { StatusCode = answer, Content = "at last", ContentType = "text/plain" };
    }

    [Function(nameof(Begin))]
    public async Task<IActionResult> Begin(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "begin/{name}/{polls:int}/{after?}")] HttpRequest request,
        string name,
        int polls,
        string? after)
    {
        await NoteAsync(request);
        Point(request, name, polls, after);
        return new StatusCodeResult(202);
    }

    [Function(nameof(Poll))]
    public async Task<IActionResult> Poll(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "poll/{name}/{polls:int}/{after?}")] HttpRequest request,
        string name,
        int polls,
        string? after)
    {
        await NoteAsync(request);
        if (seen.Count("/poll/" + name) >= polls)
            return new ContentResult { Content = "done", ContentType = "text/plain" };
        Point(request, name, polls, after);
        return new StatusCodeResult(202);
    }

    [Function(nameof(Slow))]
    public static async Task<string> Slow(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "slow")] HttpRequest request, CancellationToken cancellation)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        return request.Path;
    }

    // The address is relative, as some servers send it.
    static void Point(HttpRequest request, string name, int polls, string? after)
    {
        request.HttpContext.Response.Headers.Location = $"/api/poll/{name}/{polls}/{after}";
        if (after is not null)
            request.HttpContext.Response.Headers.RetryAfter = after;
    }

    Task NoteAsync(HttpRequest request)
    {
        seen.Requests.Enqueue($"{request.Method} {request.Path} {request.Headers["x-functions-key"]}");
        return Task.CompletedTask;
    }
}

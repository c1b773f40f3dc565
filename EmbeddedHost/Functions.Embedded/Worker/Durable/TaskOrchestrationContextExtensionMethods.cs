using Functions.Embedded.Durable.Http;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

namespace Microsoft.DurableTask;

/// <summary>What orchestrators of a Functions application can do besides.</summary>
public static class TaskOrchestrationContextExtensionMethods
{
    /// <summary>Has an HTTP request made by a built-in activity.</summary>
    /// <param name="context">The orchestration's context.</param>
    /// <param name="request">The request.</param>
    /// <returns>The answer, whatever its status code.</returns>
    /// <exception cref="TaskFailedException">
    /// There was no answer, or none in time, or the last attempt's status code was one to repeat the request for.
    /// </exception>
    public static Task<DurableHttpResponse> CallHttpAsync(this TaskOrchestrationContext context, DurableHttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        return DurableHttpCall.RunAsync(context, request);
    }

    /// <summary>Has an HTTP request made by a built-in activity.</summary>
    /// <param name="context">The orchestration's context.</param>
    /// <param name="method">The method.</param>
    /// <param name="uri">The absolute address.</param>
    /// <param name="content">The body, as <c>text/plain</c>; null for none.</param>
    /// <param name="retryOptions">When and how often the request is repeated; null for never.</param>
    /// <returns>The answer, whatever its status code.</returns>
    /// <exception cref="TaskFailedException">
    /// There was no answer, or the last attempt's status code was one to repeat the request for.
    /// </exception>
    public static Task<DurableHttpResponse> CallHttpAsync(
        this TaskOrchestrationContext context, HttpMethod method, Uri uri, string? content = null, HttpRetryOptions? retryOptions = null) =>
        context.CallHttpAsync(new DurableHttpRequest(method, uri) { Content = content, HttpRetryOptions = retryOptions });
}

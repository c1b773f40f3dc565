using Functions.Embedded.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Access to the HTTP request and response of an invocation, for middleware.</summary>
public static class FunctionContextHttpRequestExtensions
{
    /// <summary>The HTTP request that caused the invocation.</summary>
    /// <param name="context">The invocation.</param>
    /// <returns>The request; null when another trigger caused it.</returns>
    public static ValueTask<HttpRequestData?> GetHttpRequestDataAsync(this FunctionContext context)
    {
        var http = context.GetHttpContext();
        return ValueTask.FromResult<HttpRequestData?>(http is null ? null : AspNetCoreHttpRequestData.For(context, http));
    }

    /// <summary>The response that the function returned.</summary>
    /// <param name="context">The invocation.</param>
    /// <returns>The response; null when there is none, or when it is of another type.</returns>
    public static HttpResponseData? GetHttpResponseData(this FunctionContext context) =>
        context.GetInvocationResult().Value as HttpResponseData;
}

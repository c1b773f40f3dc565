using Functions.Embedded.Http;
using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Access to the ASP.NET Core request of an invocation.</summary>
public static class FunctionContextExtensions
{
    /// <summary>The HTTP context of an invocation.</summary>
    /// <param name="context">The invocation.</param>
    /// <returns>The HTTP context; null when another trigger caused the invocation.</returns>
    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context.Features.Get<HttpContextFeature>()?.HttpContext;
}

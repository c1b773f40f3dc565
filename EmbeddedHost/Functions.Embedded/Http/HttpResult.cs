using System.Reflection;
using System.Text.Json;
using Functions.Embedded.Discovery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Http;

/// <summary>Turns what an HTTP function returned into the response.</summary>
static class HttpResult
{
    public static Task WriteAsync(HttpContext http, EmbeddedFunction function, object? result, CancellationToken cancellation)
    {
        if (result is not null && function.HttpResultProperty is { } property && property.DeclaringType!.IsInstanceOfType(result))
            result = property.GetValue(result);
        return result switch
        {
            // The function may have written the response itself.
            null => Task.CompletedTask,
            IResult minimal => minimal.ExecuteAsync(http),
            IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
            AspNetCoreHttpResponseData response => response.SendAsync(http.Response, cancellation),
            string text => WriteTextAsync(http, text, cancellation),
            _ => http.Response.WriteAsJsonAsync(result, result.GetType(), JsonSerializerOptions.Web, cancellation),
        };
    }

    public static PropertyInfo? ResultProperty(Type? resultType) =>
        resultType?.GetProperties().FirstOrDefault(p => p.IsDefined(typeof(HttpResultAttribute), true));

    static Task WriteTextAsync(HttpContext http, string text, CancellationToken cancellation)
    {
        http.Response.ContentType ??= "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text, cancellation);
    }
}

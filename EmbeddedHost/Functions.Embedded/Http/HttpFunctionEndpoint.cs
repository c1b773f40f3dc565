using DurableTask.Postgres.Management;
using Functions.Embedded.Discovery;
using Functions.Embedded.Hosting;
using Functions.Embedded.Invocation;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Http;

/// <summary>Serves the requests of HTTP functions.</summary>
sealed class HttpFunctionEndpoint(
    HostKeys keys, FunctionInvoker invoker, IHostApplicationLifetime lifetime, ILogger<HttpFunctionEndpoint> logger)
{
    public async Task HandleAsync(HttpContext http, EmbeddedFunction function)
    {
        if (!keys.Allows(http.Request, function.Route!.Level))
        {
            await ProblemResponse.WriteAsync(
                http, StatusCodes.Status401Unauthorized, "A key is needed: send it as x-functions-key or ?code=.");
            return;
        }

        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var result = await invoker.InvokeAsync(
                function, context => context.Features.Set(new HttpContextFeature(http)), BindingData(http), cancellation.Token);
            await HttpResult.WriteAsync(http, function, result, cancellation.Token);
        }
        catch (Exception e)
        {
            await FailAsync(http, function, e);
        }
    }

    static Dictionary<string, object?> BindingData(HttpContext http)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in http.Request.Query)
            data[name] = value.ToString();
        foreach (var (name, value) in http.Request.RouteValues)
            data[name] = value?.ToString();
        return data;
    }

    Task FailAsync(HttpContext http, EmbeddedFunction function, Exception exception)
    {
        if (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
            return Task.CompletedTask;
        var (status, detail) = exception switch
        {
            TaskHubUnavailableException =>
                (StatusCodes.Status503ServiceUnavailable, "The database does not answer; try again in a moment."),
            OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested =>
                (StatusCodes.Status503ServiceUnavailable, "The host is stopping; try again in a moment."),
            FunctionInputConverterException => (StatusCodes.Status400BadRequest, exception.Message),
            BadHttpRequestException bad => (bad.StatusCode, bad.Message),
            _ => (StatusCodes.Status500InternalServerError, "The function failed; the host's log says why."),
        };
        if (status == StatusCodes.Status500InternalServerError)
            EmbeddedHostLog.FunctionFailed(logger, exception, function.Name);
        else if (exception is TaskHubUnavailableException)
            EmbeddedHostLog.TaskHubUnavailable(logger, exception, function.Name);

        if (!http.Response.HasStarted)
            return ProblemResponse.WriteAsync(http, status, detail);
        // Part of the answer is on its way: cutting the connection is the only way left to tell the caller.
        http.Abort();
        return Task.CompletedTask;
    }
}

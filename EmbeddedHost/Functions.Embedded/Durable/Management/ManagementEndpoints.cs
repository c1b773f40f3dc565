using DurableTask.Core.Exceptions;
using DurableTask.Postgres.Management;
using Functions.Embedded.Hosting;
using Functions.Embedded.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Durable.Management;

/// <summary>The durable management API: finds the operation of a request, checks the key, and turns errors into answers.</summary>
sealed class ManagementEndpoints(
    HostKeys keys, InstanceOperations instances, EntityOperations entities, ILogger<ManagementEndpoints> logger)
{
    const string NoKey = "The master key, or the instance's own code, is needed.";

    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<InstanceOperations>();
        services.AddSingleton<InstanceStarter>();
        services.AddSingleton<EntityOperations>();
        services.AddSingleton<ManagementEndpoints>();
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        var endpoints = app.ServiceProvider.GetRequiredService<ManagementEndpoints>();
        app.Map(ManagementUris.Path + "/{**rest}", (RequestDelegate)endpoints.HandleAsync).WithDisplayName("Durable management API");
    }

    async Task HandleAsync(HttpContext http)
    {
        try
        {
            var request = ManagementRequest.Read(http);
            var operation = Find(request);
            if (!IsAllowed(request))
                await ProblemResponse.WriteAsync(http, StatusCodes.Status401Unauthorized, NoKey);
            else if (operation is null)
                await ProblemResponse.WriteAsync(http, StatusCodes.Status404NotFound, null);
            else
                await operation(request);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var (status, detail) = Answer(e);
            // The path alone: the query may hold a key.
            if (status == StatusCodes.Status500InternalServerError)
                EmbeddedHostLog.ManagementFailed(logger, e, http.Request.Method, http.Request.Path);
            else if (status == StatusCodes.Status503ServiceUnavailable)
                EmbeddedHostLog.ManagementUnavailable(logger, e, http.Request.Method, http.Request.Path);
            await ProblemResponse.WriteAsync(http, status, detail);
        }
    }

    bool IsAllowed(ManagementRequest request) =>
        keys.Allows(request.Request, AuthorizationLevel.System) ||
        (request.Segments.Length > 1 && request.IsWord(0, "instances") && keys.OpensInstance(request.Request, request.Segments[1]));

    Func<ManagementRequest, Task>? Find(ManagementRequest request)
    {
        var count = request.Segments.Length;
        if (count == 0)
            return null;
        var method = request.Request.Method;
        return request.Segments[0].ToLowerInvariant() switch
        {
            "orchestrators" when HttpMethods.IsPost(method) && count is (2 or 3) => instances.StartAsync,
            "instances" when count <= 2 => OfInstance(method, count == 1),
            "instances" when HttpMethods.IsPost(method) && count == 3 => OfInstance(request.Segments[2]),
            "instances" when HttpMethods.IsPost(method) && count == 4 && request.IsWord(2, "raiseEvent") => instances.RaiseEventAsync,
            "entities" when HttpMethods.IsGet(method) && count <= 2 => entities.ListAsync,
            "entities" when count == 3 => OfEntity(method),
            "makeprimary" when HttpMethods.IsPost(method) && count == 1 => MakePrimaryAsync,
            _ => null,
        };
    }

    Func<ManagementRequest, Task>? OfInstance(string method, bool all) => method.ToUpperInvariant() switch
    {
        "GET" => all ? instances.ListAsync : instances.GetStatusAsync,
        "DELETE" => all ? instances.PurgeManyAsync : instances.PurgeAsync,
        _ => null,
    };

    Func<ManagementRequest, Task>? OfInstance(string operation) => operation.ToLowerInvariant() switch
    {
        "terminate" => instances.TerminateAsync,
        "suspend" => instances.SuspendAsync,
        "resume" => instances.ResumeAsync,
        "rewind" => instances.RewindAsync,
        "restart" => instances.RestartAsync,
        "restartwithoptions" => instances.RestartWithOptionsAsync,
        _ => null,
    };

    Func<ManagementRequest, Task>? OfEntity(string method) => method.ToUpperInvariant() switch
    {
        "GET" => entities.GetAsync,
        "POST" => entities.SignalAsync,
        "DELETE" => entities.DeleteAsync,
        _ => null,
    };

    // One database has no secondary to take over from, so this process is as primary as it gets.
    static Task MakePrimaryAsync(ManagementRequest request)
    {
        request.Http.Response.StatusCode = StatusCodes.Status200OK;
        return Task.CompletedTask;
    }

    static (int Status, string Detail) Answer(Exception exception) => exception switch
    {
        ManagementException own => (own.Status, own.Message),
        BadHttpRequestException bad => (bad.StatusCode, bad.Message),
        OrchestrationAlreadyExistsException => (StatusCodes.Status409Conflict, exception.Message),
        TaskHubUnavailableException => (StatusCodes.Status503ServiceUnavailable, "The database does not answer; try again in a moment."),
        NotSupportedException => (StatusCodes.Status501NotImplemented, exception.Message),
        ArgumentException or UriFormatException =>
            (StatusCodes.Status400BadRequest, "One or more of the arguments submitted is incorrect"),
        _ => (StatusCodes.Status500InternalServerError, "Something went wrong while processing your request"),
    };
}

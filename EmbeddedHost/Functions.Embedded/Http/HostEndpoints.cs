using System.Diagnostics;
using System.Text.Json.Serialization;
using Functions.Embedded.Discovery;
using Functions.Embedded.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Functions.Embedded.Http;

/// <summary>Maps everything that the host answers.</summary>
static class HostEndpoints
{
    /// <summary>The setting that makes the host believe <c>X-Forwarded-Proto</c>, <c>-Host</c> and <c>-For</c>. Default false.</summary>
    public const string TrustForwardedHeadersSetting = "TRUST_FORWARDED_HEADERS";

    const string HomePage =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Functions</title>" +
        "<body><p>The Functions host is up and running.</p></body></html>";

    /// <exception cref="FunctionsStartupException">A route is wrong.</exception>
    public static void Map(IEndpointRouteBuilder app, IReadOnlyList<EmbeddedFunction> functions, bool durable)
    {
        var http = functions.Where(f => f.Route is not null).ToArray();
        CheckConstraints(http, app.ServiceProvider.GetRequiredService<ParameterPolicyFactory>());
        CheckDuplicates(http);
        var endpoint = app.ServiceProvider.GetRequiredService<HttpFunctionEndpoint>();
        foreach (var function in http)
        {
            var route = function.Route!;
            RequestDelegate handler = context => endpoint.HandleAsync(context, function);
            var mapped = route.Methods.Count == 0
                ? app.Map(route.Pattern, handler)
                : app.MapMethods(route.Pattern.RawText!, route.Methods, handler);
            mapped.WithDisplayName(function.Name);
        }

        MapStatus(app);
        if (!http.Any(f => f.Route!.Pattern.PathSegments.Count == 0))
            app.MapGet("/", (RequestDelegate)WriteHomePageAsync);
        if (durable)
            Durable.Management.ManagementEndpoints.Map(app);
    }

    /// <exception cref="FunctionsStartupException">The setting is wrong.</exception>
    public static void UseForwardedHeaders(IApplicationBuilder app)
    {
        var setting = app.ApplicationServices.GetRequiredService<IConfiguration>()[TrustForwardedHeadersSetting];
        if (string.IsNullOrEmpty(setting))
            return;
        if (!bool.TryParse(setting, out var trusted))
            throw new FunctionsStartupException($"The setting {TrustForwardedHeadersSetting} is '{setting}'; it must be true or false.");
        if (!trusted)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
        };
        // Who sets the setting vouches for the proxy, whatever its address.
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        app.UseForwardedHeaders(options);
    }

    static void CheckConstraints(IEnumerable<EmbeddedFunction> functions, ParameterPolicyFactory policies)
    {
        foreach (var function in functions)
        {
            foreach (var (name, references) in function.Route!.Pattern.ParameterPolicies)
            {
                foreach (var reference in references)
                    CheckConstraint(function, name, reference, policies);
            }
        }
    }

    static void CheckConstraint(
        EmbeddedFunction function, string name, RoutePatternParameterPolicyReference reference, ParameterPolicyFactory policies)
    {
        try
        {
            policies.Create(function.Route!.Pattern.GetParameter(name), reference);
        }
        catch (Exception e) when (e is InvalidOperationException or RouteCreationException or ArgumentException)
        {
            throw new FunctionsStartupException(
                $"Parameter '{function.TriggerParameter.Name}' of function '{function.Name}' has the route " +
                $"'{function.Route!.Pattern.RawText}' with the constraint '{reference.Content}' on '{name}', which is not known.",
                e);
        }
    }

    static void CheckDuplicates(EmbeddedFunction[] functions)
    {
        for (var i = 0; i < functions.Length; i++)
        {
            for (var j = i + 1; j < functions.Length; j++)
            {
                var (one, other) = (functions[i].Route!, functions[j].Route!);
                if (string.Equals(one.Pattern.RawText, other.Pattern.RawText, StringComparison.OrdinalIgnoreCase) &&
                    (one.Methods.Count == 0 || other.Methods.Count == 0 || one.Methods.Intersect(other.Methods).Any()))
                {
                    throw new FunctionsStartupException(
                        $"Functions '{functions[i].Name}' and '{functions[j].Name}' share the route '{one.Pattern.RawText}' and a method.");
                }
            }
        }
    }

    static void MapStatus(IEndpointRouteBuilder app)
    {
        var keys = app.ServiceProvider.GetRequiredService<HostKeys>();
        var application = app.ServiceProvider.GetRequiredService<IHostEnvironment>().ApplicationName;
        var id = $"{application}@{Environment.MachineName}".ToLowerInvariant();
        app.MapGet("/admin/host/status", (RequestDelegate)(context =>
        {
            if (!keys.Allows(context.Request, AuthorizationLevel.Admin))
                return ProblemResponse.WriteAsync(context, StatusCodes.Status401Unauthorized, "The master key is needed.");
            var uptime = (long)(DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalMilliseconds;
            var version = typeof(HostEndpoints).Assembly.GetName().Version!.ToString(3);
            return context.Response.WriteAsJsonAsync(new HostStatus(id, "Running", version, "Functions.Embedded " + version, uptime));
        }));
    }

    static Task WriteHomePageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(HomePage, context.RequestAborted);
    }

    sealed record HostStatus(
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("state")] string State,
        [property: JsonPropertyName("version")] string Version,
        [property: JsonPropertyName("versionDetails")] string VersionDetails,
        [property: JsonPropertyName("processUptime")] long ProcessUptime);
}

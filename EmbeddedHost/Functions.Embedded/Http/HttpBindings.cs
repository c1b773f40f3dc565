using System.Reflection;
using Functions.Embedded.Discovery;
using Functions.Embedded.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Functions.Embedded.Http;

/// <summary>HTTP triggers: route, methods, and parameters from the route, the query and the body.</summary>
sealed class HttpBindings : TriggerBindings
{
    public override string Allowed =>
        "an HTTP function's parameters are HttpRequest, values of the route or query by name, [FromBody] objects, FunctionContext, " +
        "CancellationToken and [DurableClient] DurableTaskClient";

    public override void Prepare(FunctionDraft draft)
    {
        var trigger = (HttpTriggerAttribute)draft.Trigger;
        if (trigger.AuthLevel == AuthorizationLevel.User)
            throw draft.Wrong(draft.TriggerParameter, "asks for the authorization level User, which this host does not know.");
        var route = SettingNames.Resolve(
            trigger.Route ?? draft.Name,
            draft.Configuration,
            $"The route of parameter '{draft.TriggerParameter.Name}' of function '{draft.Name}'");
        var whole = $"/{draft.Host.RoutePrefix}/{route.TrimStart('/')}".Replace("//", "/", StringComparison.Ordinal);
        try
        {
            var methods = (trigger.Methods ?? []).Select(m => m.Trim().ToUpperInvariant()).Distinct().ToArray();
            if (methods.Any(m => m.Length == 0 || !m.All(char.IsAsciiLetter)))
                throw draft.Wrong(draft.TriggerParameter, $"has a bad HTTP method among '{string.Join("', '", trigger.Methods!)}'.");
            draft.Route = new HttpRoute(RoutePatternFactory.Parse(whole), methods, trigger.AuthLevel);
        }
        catch (RoutePatternException e)
        {
            throw draft.Wrong(draft.TriggerParameter, $"has the bad route '{route}': {e.Message.TrimEnd('.')}.");
        }
    }

    public override ParameterBinder? Bind(ParameterInfo parameter, FunctionDraft draft)
    {
        var type = parameter.ParameterType;
        if (type == typeof(HttpRequest))
            return context => ValueTask.FromResult<object?>(Http(context).Request);
        if (type == typeof(HttpRequestData))
            return context => ValueTask.FromResult<object?>(AspNetCoreHttpRequestData.For(context, Http(context)));
        if (type == typeof(HttpContext))
            throw draft.Wrong(parameter, "is an HttpContext; take the FunctionContext and call GetHttpContext() on it.");
        if (draft.IsTrigger(parameter))
            return context => RequestBody.ReadAsync(context, type);
        return SimpleValue.ParserFor(type) is { } parser ? FromRouteOrQuery(parameter, parser, draft) : null;
    }

    static ParameterBinder FromRouteOrQuery(ParameterInfo parameter, Func<string, (bool Ok, object? Value)> parser, FunctionDraft draft)
    {
        var name = parameter.Name!;
        var source = draft.Route!.Pattern.GetParameter(name) is null ? "query" : "route";
        var optional = !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null;
        var fallback = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        return context =>
        {
            if (!context.BindingContext.BindingData.TryGetValue(name, out var raw) || raw is not string { Length: > 0 } text)
            {
                return optional || parameter.HasDefaultValue
                    ? ValueTask.FromResult(fallback)
                    : throw new FunctionInputConverterException($"The {source} value '{name}' is missing.");
            }

            var (ok, value) = parser(text);
            return ok
                ? ValueTask.FromResult(value)
                : throw new FunctionInputConverterException(
                    $"The {source} value '{name}' is not a valid {Describe(parameter.ParameterType)}.");
        };
    }

    static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name;

    static HttpContext Http(FunctionContext context) => context.GetHttpContext()!;
}

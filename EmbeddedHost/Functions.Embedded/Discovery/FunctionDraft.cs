using System.Reflection;
using Functions.Embedded.Hosting;
using Functions.Embedded.Http;
using Functions.Embedded.Timers;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;

namespace Functions.Embedded.Discovery;

/// <summary>A function while it is read: what its bindings may ask about it.</summary>
sealed class FunctionDraft
{
    public required string Name { get; init; }

    public required MethodInfo Method { get; init; }

    public required IConfiguration Configuration { get; init; }

    public required HostSettings Host { get; init; }

    public required TriggerKind Kind { get; init; }

    public required ParameterInfo TriggerParameter { get; init; }

    public required TriggerBindingAttribute Trigger { get; init; }

    public HttpRoute? Route { get; set; }

    public TimerSchedule? Schedule { get; set; }

    public ParameterInfo? InputParameter { get; set; }

    public bool UsesDurableClient { get; set; }

    public FunctionsStartupException? NeedsConverter { get; set; }

    public bool IsTrigger(ParameterInfo parameter) => parameter.Position == TriggerParameter.Position;

    public FunctionsStartupException Wrong(string sentence) => new($"Function '{Name}' {sentence}");

    public FunctionsStartupException Wrong(ParameterInfo parameter, string sentence) =>
        new($"Parameter '{parameter.Name}' of function '{Name}' {sentence}");
}

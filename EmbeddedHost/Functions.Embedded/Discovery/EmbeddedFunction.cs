using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Functions.Embedded.Discovery;

/// <summary>A function that was found and checked.</summary>
sealed class EmbeddedFunction : FunctionDefinition
{
    public required MethodInfo Method { get; init; }

    public required TriggerKind Kind { get; init; }

    public required TriggerBindingAttribute Trigger { get; init; }

    public required ParameterInfo TriggerParameter { get; init; }

    public required ParameterBinder[] Binders { get; init; }

    public required Func<object?, ValueTask<object?>> ReadResult { get; init; }

    /// <summary>Whether the method returns something, other than a task alone.</summary>
    public required bool HasResult { get; init; }

    public Type? ResultType { get; init; }

    /// <summary>For HTTP functions: the property of the result that is the response, where the result has more than one part.</summary>
    public PropertyInfo? HttpResultProperty => Http.HttpResult.ResultProperty(ResultType);

    public RetryAttribute? Retry { get; init; }

    /// <summary>For HTTP functions: where they are found.</summary>
    public Http.HttpRoute? Route { get; init; }

    /// <summary>For orchestrators and activities: the parameter that takes the input.</summary>
    public ParameterInfo? InputParameter { get; init; }

    /// <summary>For timers: when they run.</summary>
    public Timers.TimerSchedule? Schedule { get; init; }

    /// <summary>For durable functions: the name of the orchestrator, activity or entity.</summary>
    public string? DurableName { get; init; }

    public required bool UsesDurableClient { get; init; }

    /// <summary>What is wrong with the function unless an input converter is registered; null when it needs none.</summary>
    public Hosting.FunctionsStartupException? NeedsConverter { get; init; }

    public required string FunctionName { get; init; }

    public required IReadOnlyList<FunctionParameter> FunctionParameters { get; init; }

    public required IReadOnlyList<BindingMetadata> Bindings { get; init; }

    public override string Name => FunctionName;

    public override string Id => FunctionName;

    public override string EntryPoint => $"{Method.ReflectedType!.FullName}.{Method.Name}";

    public override string PathToAssembly => Method.Module.FullyQualifiedName;

    public override ImmutableArray<FunctionParameter> Parameters => [.. FunctionParameters];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings =>
        Bindings.Where(b => b.Direction == BindingDirection.In).ToImmutableDictionary(b => b.Name);

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings =>
        Bindings.Where(b => b.Direction == BindingDirection.Out).ToImmutableDictionary(b => b.Name);
}

using System.Collections.ObjectModel;
using System.Diagnostics;
using Functions.Embedded.Discovery;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Invocation;

/// <summary>One invocation in this process.</summary>
sealed class EmbeddedFunctionContext(
    EmbeddedFunction function, IServiceProvider services, IReadOnlyDictionary<string, object?>? bindingData, CancellationToken cancellation)
    : FunctionContext
{
    BindingContext? _binding;
    RetryContext? _retry;
    TraceContext? _trace;
    IDictionary<object, object>? _items;
    string? _invocationId;

    public EmbeddedFunction Function => function;

    public int RetryCount { get; init; }

    public override string InvocationId => _invocationId ??= Guid.NewGuid().ToString();

    public override string FunctionId => function.Id;

    public override TraceContext TraceContext => _trace ??= new CurrentTrace(Activity.Current);

    public override BindingContext BindingContext =>
        _binding ??= new Data(bindingData ?? ReadOnlyDictionary<string, object?>.Empty);

    public override RetryContext RetryContext => _retry ??= new Retry(RetryCount, function.Retry?.MaxRetryCount ?? 0);

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => function;

    public override IDictionary<object, object> Items
    {
        get => _items ??= new Dictionary<object, object>();
        set => _items = value;
    }

    public override IInvocationFeatures Features { get; } = new InvocationFeatures();

    public override CancellationToken CancellationToken => cancellation;

    sealed class Data(IReadOnlyDictionary<string, object?> values) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => values;
    }

    sealed class Retry(int count, int max) : RetryContext
    {
        public override int RetryCount => count;

        public override int MaxRetryCount => max;
    }

    sealed class CurrentTrace(Activity? activity) : TraceContext
    {
        public override string TraceParent => activity?.Id ?? "";

        public override string TraceState => activity?.TraceStateString ?? "";
    }
}

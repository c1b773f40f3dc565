using DurableTask.Postgres;
using Functions.Embedded.Discovery;
using Functions.Embedded.Invocation;
using Microsoft.DurableTask;

namespace Functions.Embedded.Durable;

/// <summary>An activity function as the engine sees it.</summary>
sealed class ActivityAdapter(EmbeddedFunction function, Func<FunctionInvoker> invoker) : ITaskActivity
{
    public Type InputType => function.InputParameter?.ParameterType ?? typeof(object);

    public Type OutputType => function.ResultType ?? typeof(object);

    public Task<object?> RunAsync(TaskActivityContext context, object? input) => invoker().InvokeAsync(
        function, invocation => invocation.Features.Set(new ActivityFeature(context, input)), null, context.GetCancellationToken());
}

using Functions.Embedded.Discovery;
using Functions.Embedded.Invocation;
using Microsoft.DurableTask;

namespace Functions.Embedded.Durable;

/// <summary>
/// An orchestrator function as the engine sees it. The engine's context and thread are kept: every await on the way to the function's
/// code continues on the orchestration's synchronization context.
/// </summary>
sealed class OrchestratorAdapter(EmbeddedFunction function, Func<FunctionInvoker> invoker) : ITaskOrchestrator
{
    public Type InputType => function.InputParameter?.ParameterType ?? typeof(object);

    public Type OutputType => function.ResultType ?? typeof(object);

    public Task<object?> RunAsync(TaskOrchestrationContext context, object? input) => invoker().InvokeAsync(
        function, invocation => invocation.Features.Set(new OrchestrationFeature(context, input)), null, CancellationToken.None);
}

using Functions.Embedded.Discovery;
using Functions.Embedded.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;

namespace Functions.Embedded.Durable;

/// <summary>An entity function as the engine sees it: one invocation an operation.</summary>
sealed class EntityAdapter(EmbeddedFunction function, Func<FunctionInvoker> invoker) : ITaskEntity
{
    public async ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        TaskEntityDispatcher? dispatcher = null;
        await invoker().InvokeAsync(
            function,
            invocation =>
            {
                dispatcher = new TaskEntityDispatcher(operation, invocation.InstanceServices);
                invocation.Features.Set(new EntityFeature(dispatcher));
            },
            null,
            CancellationToken.None);
        return dispatcher!.Dispatched
            ? dispatcher.Result
            : throw new InvalidOperationException($"Entity function '{function.Name}' ended without dispatching its operation.");
    }
}

using System.Reflection;
using Functions.Embedded.Discovery;
using Functions.Embedded.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Functions.Embedded.Invocation;

/// <summary>
/// Runs functions inside the middleware pipeline. Nothing here leaves the caller's synchronization context, because orchestrators run
/// on the engine's.
/// </summary>
sealed class FunctionInvoker
{
    readonly IServiceScopeFactory _scopes;
    readonly IFunctionActivator _activator;
    readonly ILogger<FunctionInvoker> _logger;
    readonly FunctionExecutionDelegate _pipeline;

    public FunctionInvoker(
        IServiceScopeFactory scopes, IFunctionActivator activator, MiddlewareList middleware, ILogger<FunctionInvoker> logger)
    {
        _scopes = scopes;
        _activator = activator;
        _logger = logger;
        _pipeline = middleware.Wrap(ExecuteAsync);
    }

    /// <summary>Runs a function and gives back its result, after middleware has seen it.</summary>
    /// <param name="function">The function.</param>
    /// <param name="prepare">Sets the trigger's features.</param>
    /// <param name="bindingData">The trigger's values by name.</param>
    /// <param name="cancellation">The invocation's token.</param>
    /// <param name="retryCount">How often the function was retried.</param>
    public async Task<object?> InvokeAsync(
        EmbeddedFunction function,
        Action<FunctionContext> prepare,
        IReadOnlyDictionary<string, object?>? bindingData,
        CancellationToken cancellation,
        int retryCount = 0)
    {
        var scope = _scopes.CreateAsyncScope();
        try
        {
            var context = new EmbeddedFunctionContext(function, scope.ServiceProvider, bindingData, cancellation)
            {
                RetryCount = retryCount,
            };
            prepare(context);
            await _pipeline(context);
            return context.Features.Get<InvocationResultFeature>()?.Value;
        }
        finally
        {
            var disposal = scope.DisposeAsync();
            // An orchestrator must not wait for anything but durable tasks, so its scope ends by itself.
            if (disposal.IsCompletedSuccessfully)
                disposal.GetAwaiter().GetResult();
            else if (function.Kind == TriggerKind.Orchestration)
                _ = ObserveAsync(disposal.AsTask(), function.Name);
            else
                await disposal;
        }
    }

    async Task ExecuteAsync(FunctionContext context)
    {
        var function = (EmbeddedFunction)context.FunctionDefinition;
        var arguments = new object?[function.Binders.Length];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = await function.Binders[i](context);

        var instance = function.Method.IsStatic ? null : _activator.CreateInstance(function.Method.ReflectedType!, context);
        try
        {
            var returned = function.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            var result = await function.ReadResult(returned);
            if (function.HasResult)
                InvocationResultFeature.Of(context).Value = result;
        }
        finally
        {
            if (instance is IAsyncDisposable asynchronous && function.Kind != TriggerKind.Orchestration)
                await asynchronous.DisposeAsync();
            else if (instance is IDisposable disposable)
                disposable.Dispose();
        }
    }

    async Task ObserveAsync(Task disposal, string function)
    {
        try
        {
            await disposal;
        }
        catch (Exception e)
        {
            EmbeddedHostLog.ScopeDisposalFailed(_logger, e, function);
        }
    }
}

using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Invocation;

sealed class ContextInvocationResult<T>(FunctionContext context) : InvocationResult<T>
{
    public override T? Value
    {
        get => context.Features.Get<InvocationResultFeature>()?.Value switch
        {
            null => default,
            T value => value,
            var other => throw new InvalidOperationException(
                $"The result of function '{context.FunctionDefinition.Name}' is a {other.GetType()}, not a {typeof(T)}."),
        };
        set => InvocationResultFeature.Of(context).Value = value;
    }
}

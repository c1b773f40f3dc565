using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Invocation;

/// <summary>A view on the result kept in the invocation's features, so that every middleware sees the same value.</summary>
sealed class ContextInvocationResult(FunctionContext context) : InvocationResult
{
    public override object? Value
    {
        get => context.Features.Get<InvocationResultFeature>()?.Value;
        set => InvocationResultFeature.Of(context).Value = value;
    }
}

using Microsoft.Azure.Functions.Worker.Middleware;

namespace Functions.Embedded.Invocation;

/// <summary>The middleware in the order it was added.</summary>
sealed class MiddlewareList(IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> steps)
{
    public FunctionExecutionDelegate Wrap(FunctionExecutionDelegate innermost)
    {
        var pipeline = innermost;
        for (var i = steps.Count - 1; i >= 0; i--)
            pipeline = steps[i](pipeline);
        return pipeline;
    }
}

namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>A class that takes part in the pipeline around functions.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Runs around the rest of the pipeline.</summary>
    /// <param name="context">The invocation.</param>
    /// <param name="next">The rest of the pipeline; not calling it skips the function.</param>
    /// <returns>A task that completes with the step.</returns>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}

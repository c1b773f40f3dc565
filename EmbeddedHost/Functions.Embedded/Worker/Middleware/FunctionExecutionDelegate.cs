namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>A step of the pipeline around a function.</summary>
/// <param name="context">The invocation.</param>
/// <returns>A task that completes with the step.</returns>
public delegate Task FunctionExecutionDelegate(FunctionContext context);

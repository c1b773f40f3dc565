using Functions.Embedded.Invocation;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Access to the result of an invocation, for middleware.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>The invocation's result; empty before the function has run. Setting its value replaces the result.</summary>
    /// <param name="context">The invocation.</param>
    /// <returns>The result.</returns>
    public static InvocationResult GetInvocationResult(this FunctionContext context) => new ContextInvocationResult(context);

    /// <summary>The invocation's result as a type.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="context">The invocation.</param>
    /// <returns>The result.</returns>
    /// <exception cref="InvalidOperationException">The value that the function returned has another type.</exception>
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context) => new ContextInvocationResult<T>(context);
}

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The result of an invocation as a type.</summary>
/// <typeparam name="T">The type.</typeparam>
public abstract class InvocationResult<T>
{
    /// <summary>The result; setting it replaces what the function returned.</summary>
    public abstract T? Value { get; set; }
}

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Creates the object whose method an invocation calls. Register another implementation to replace the host's.</summary>
public interface IFunctionActivator
{
    /// <summary>Creates the object for one invocation.</summary>
    /// <param name="instanceType">The class that declares the function.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>The object; null for static functions.</returns>
    object? CreateInstance(Type instanceType, FunctionContext context);
}

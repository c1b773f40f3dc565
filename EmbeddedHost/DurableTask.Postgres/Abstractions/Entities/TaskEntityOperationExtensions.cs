namespace Microsoft.DurableTask.Entities;

/// <summary>Runs operations on objects; nothing of it is public.</summary>
public static class TaskEntityOperationExtensions
{
    /// <summary>Runs the method for an operation on an object.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="target">The object.</param>
    /// <param name="result">What the method returned, awaited.</param>
    /// <returns>False when the object has no method for the operation.</returns>
    internal static bool TryDispatch(this TaskEntityOperation operation, object target, out ValueTask<object?> result)
    {
        if (EntityOperations.Of(target.GetType()).Find(operation.Name) is not { } invoke)
        {
            result = default;
            return false;
        }

        result = invoke(target, operation);
        return true;
    }
}
